import { brief, ExpectationError } from './expect.ts'
import { type Answer, type FaultServer, startFaultServer, startRawServer } from './fault-server.ts'
import type { Feature, Session, Settings, Subject } from './subject.ts'

/** What a scenario works with; everything it starts ends with it. */
export interface Scene {
  readonly subject: Subject
  /** Starts a server that gives its answers in turn, and the last one for ever. */
  serve(...answers: readonly Answer[]): Promise<FaultServer>
  /** Starts a server that writes texts to the connection as they are, one per request. */
  serveRaw(...replies: readonly string[]): Promise<FaultServer>
  /** Makes a client for a server. */
  connect(server: Pick<FaultServer, 'url'>, settings?: Omit<Settings, 'baseUrl'>): Promise<Session>
}

/** A hostile server and what a client must make of it. */
export interface Scenario {
  /** Stable name, such as `reset-before-headers`. */
  readonly id: string
  /** What the server does. */
  readonly server: string
  /** What is expected of the client. */
  readonly expected: string
  /** What a client needs for it to apply. */
  readonly needs?: readonly Feature[]
  /** Longest time in milliseconds; default 10,000. */
  readonly boundMs?: number
  /** Whether nothing else may run in the same process meanwhile: it counts what the process holds. */
  readonly isAlone?: boolean
  /** @throws ExpectationError where the client does something else. */
  run(scene: Scene): Promise<void>
}

/** What came out of a scenario. */
export type Verdict =
  | { readonly result: 'pass' }
  | { readonly result: 'fail'; readonly what: string }
  | { readonly result: 'not applicable'; readonly why: string }

/** What a run may set. */
export interface RunOptions {
  /** Longest time in milliseconds, in place of the scenario's own. */
  readonly boundMs?: number
}

/**
 * Runs a scenario against a client; never rejects.
 * @example
 * const verdict = await runScenario(scenario, subject)
 */
export async function runScenario(
  scenario: Scenario,
  subject: Subject,
  options: RunOptions = {},
): Promise<Verdict> {
  const missing = scenario.needs?.filter((feature) => subject.lacks.includes(feature)) ?? []
  if (missing.length > 0) return { result: 'not applicable', why: `has no ${missing.join(', no ')}` }
  const boundMs = options.boundMs ?? scenario.boundMs ?? 10_000
  const servers: FaultServer[] = []
  const sessions: Session[] = []
  const started = async (server: Promise<FaultServer>) => {
    servers.push(await server)
    return server
  }
  const scene: Scene = {
    subject,
    serve: (...answers) => started(startFaultServer(answers)),
    serveRaw: (...replies) => started(startRawServer(replies)),
    connect: async (server, settings) => {
      const session = await subject.connect({ baseUrl: server.url, ...settings })
      sessions.push(session)
      return session
    },
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    const late = new Promise<never>((_resolve, reject) => {
      const error = new ExpectationError(`had not ended after ${boundMs / 1000} s`)
      timer = setTimeout(() => reject(error), boundMs)
    })
    await Promise.race([scenario.run(scene), late])
    return { result: 'pass' }
  } catch (error) {
    const what = error instanceof ExpectationError ? error.message : `threw ${brief(error)}`
    return { result: 'fail', what }
  } finally {
    clearTimeout(timer)
    for (const session of sessions) await session.close?.()
    for (const server of servers) await server.stop()
  }
}
