import { createClient } from './client.ts'
import type { Client, ClientOptions } from './client-types.ts'
import type { OpenCalls } from './open-calls.ts'
import { withProbe } from './probe.ts'

/** The open calls of a derived client are also those of the client that it was made from. */
class DerivedCalls extends Set<() => void> {
  readonly #origin: OpenCalls

  constructor(origin: OpenCalls) {
    super()
    this.#origin = origin
  }

  override add(stop: () => void): this {
    this.#origin.add(stop)
    return super.add(stop)
  }

  override delete(stop: () => void): boolean {
    this.#origin.delete(stop)
    return super.delete(stop)
  }
}

/**
 * Makes a client with some options changed. Closing the first one closes it too; closing it leaves the first one open.
 * @throws UsageError if the changed options have a bad base URL
 * @example
 * const patient = withOptions(client, { deadlineMs: 600_000 })
 */
export function withOptions(client: Client, changes: Partial<ClientOptions>): Client {
  let derived: Client | undefined
  // What a client knows is in variables, where only its own function reaches it.
  withProbe(
    (_operation, options, defaults, open) => {
      derived = createClient({ ...options, ...changes }, defaults, new DerivedCalls(open))
    },
    () => client.call({ id: '', method: '', path: '' }),
  )
  return derived as unknown as Client
}
