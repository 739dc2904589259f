// A program with a runtime, that ends in one way or another: node doomed-program.ts END OPTIONS-AS-JSON.
// Prints the ids of its processes once the server is ready, or `spawned` as soon as the start is under way.
import { StepflowRuntime } from '../../src/index.ts'

const [end = '', options = ''] = process.argv.slice(2)
const start = StepflowRuntime.start(JSON.parse(options))
if (end === 'killed-while-starting') process.stdout.write('spawned\n')
const runtime = await start
process.stdout.write(`ready ${runtime.pid}\n`)

if (end === 'exits') process.exit(7)
if (end === 'throws') throw new Error('a bug')
if (end === 'returns-after-unref') runtime.unref()
if (end === 'returns-after-stop') await runtime.stop()
