import { createHash } from 'node:crypto'
import type { Fault, ProxiedRequest } from './fault-proxy.ts'

/** A number from 0 to 1 that looks random and is the same for the same seed and name. */
export function seededNumber(seed: string, name: string): number {
  return createHash('sha256').update(`${seed}\n${name}`).digest().readUIntBE(0, 6) / 2 ** 48
}

/**
 * Chooses faults at random for a share of all exchanges. With the same seed, the first request of a name, the second and
 * so on get the same faults in every run, in whatever order the names come.
 *
 * @param share 0 to 1
 * @param faults each as likely as the others
 * @param nameOf what tells requests apart; default: method, URL and body
 * @example
 * const proxy = await startFaultProxy([server.url], seededFaults('7', 0.3, [{ kind: 'cut' }]))
 */
export function seededFaults(
  seed: string,
  share: number,
  faults: readonly Fault[],
  nameOf: (request: ProxiedRequest) => string = ({ method, url, body }) => `${method} ${url} ${body}`,
): (request: ProxiedRequest) => Fault | undefined {
  const seen = new Map<string, number>()
  return (request) => {
    const name = nameOf(request)
    const before = seen.get(name) ?? 0
    seen.set(name, before + 1)
    const number = seededNumber(seed, `${before} ${name}`)
    return number < share ? faults[Math.floor((number / share) * faults.length)] : undefined
  }
}
