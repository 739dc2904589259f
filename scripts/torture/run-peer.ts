/** Runs all scenarios against one client and prints the verdicts as the last line; the arguments are id and folder. */

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runScenario, type Scenario, scenarios, type Verdict } from '@driftless/testing'
import type { Load } from './peer.ts'
import { peers } from './peers.ts'

/** How many scenarios run at once. */
const width = 8
/** Three retries with default waits take seven seconds and more. */
const leastBoundMs = 20_000

const [id, folder = ''] = process.argv.slice(2)
const peer = peers.find((candidate) => candidate.id === id)
if (!peer) throw new Error(`no such client: ${id}`)

// A client that throws where nobody can catch it fails its scenario; the others go on.
process.on('uncaughtException', (error) => console.error(`uncaught: ${error}`))
process.on('unhandledRejection', (error) => console.error(`unhandled: ${error}`))

// A file of the folder imports from where the peers are.
const { load } = (await import(pathToFileURL(join(folder, 'load.mjs')).href)) as { load: Load }
const subject = await peer.subject(load)
const verdicts: Record<string, Verdict> = {}
const runAll = async (queue: Scenario[]) => {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const boundMs = Math.max(leastBoundMs, next.boundMs ?? 0)
    verdicts[next.id] = await runScenario(next, subject, { boundMs })
  }
}
const together = scenarios.filter(({ isAlone }) => !isAlone)
await Promise.all(Array.from({ length: width }, () => runAll(together)))
await runAll(scenarios.filter(({ isAlone }) => isAlone))
const inOrder = Object.fromEntries(scenarios.map((scenario) => [scenario.id, verdicts[scenario.id]]))
console.log(`\n${JSON.stringify({ name: subject.name, isOurs: id === 'ours', verdicts: inOrder })}`)
// Some leave sockets or timers behind; nobody waits for those.
process.exit(0)
