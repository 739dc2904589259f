/** What two servers change in our story, and programs of people who use their clients. */
import type { Edit } from './repository.ts'

const stepflow = 'packages/servers/stepflow/src/api'
const openspawn = 'packages/servers/openspawn/src/api'

/** A field more in a response of Stepflow: harms nobody. */
export const addition: readonly Edit[] = [
  {
    file: `${stepflow}/schemas/misc.ts`,
    from: "    version: z.string().describe('Version of the server.'),\n",
    to: `    version: z.string().describe('Version of the server.'),
    uptimeSecs: z.int().min(0).optional().describe('For how long it has been up, in seconds.'),\n`,
  },
]

/** A field of a response of Stepflow goes. */
export const removal: readonly Edit[] = [
  {
    file: `${stepflow}/schemas/run.ts`,
    from: "  flowLabel: z.string().nullable().describe('Label of its flow: the text `label` of the metadata.'),\n",
    to: '',
  },
  { file: `${stepflow}/wire.ts`, from: '    flowLabel: run.flowLabel,\n', to: '' },
]

/** An operation of BikiniBottom gets another name. */
export const renaming: readonly Edit[] = [
  { file: `${openspawn}/routes/tasks.ts`, from: "operationId: 'claimTask'", to: "operationId: 'takeTask'" },
  {
    file: `${openspawn}/routes/tasks.ts`,
    from: "...named('tasks', 'claim')",
    to: "...named('tasks', 'take')",
  },
]

/** A request of BikiniBottom takes one value less; responses have it still. */
export const narrowing: readonly Edit[] = [
  {
    file: `${openspawn}/schemas/messages.ts`,
    from: "among channels without a task.'),\n    type: ChannelType,\n",
    to: "among channels without a task.'),\n    type: ChannelType.exclude(['broadcast']).describe('What a channel is for.'),\n",
  },
]

/** By file: the first three use what goes, the fourth what comes, the others what stays. */
export const programs: Readonly<Record<string, string>> = {
  'label.ts': `import { StepflowApi } from 'stepflow-api'
const api = new StepflowApi({ baseUrl: 'http://127.0.0.1:1' })
const { runs } = await api.runs.list()
export const labels = runs.map((run) => run.flowLabel)
`,
  'label-of-sdk.ts': `import { StepflowClient } from 'stepflow-client'
const client = await StepflowClient.connect('http://127.0.0.1:1')
export const label = (await client.getRun('id')).flowLabel
`,
  'claim.ts': `import { BikiniBottomClient } from 'openspawn'
const client = new BikiniBottomClient({ baseUrl: 'http://127.0.0.1:1', apiKey: 'key' })
await client.channels.create({ name: 'all', type: 'broadcast' })
export const task = await client.tasks.claim('id')
`,
  'uptime.ts': `import type { HealthResponse } from 'stepflow-api'
export const uptime = (health: HealthResponse): number | undefined => health.uptimeSecs
`,
  'stays.ts': `import { StepflowApi } from 'stepflow-api'
const api = new StepflowApi({ baseUrl: 'http://127.0.0.1:1' })
const { runs } = await api.runs.list()
export const ended = runs.map((run) => [run.flowName, run.completedAt])
export const version = (await api.health.check()).version
`,
  'stays-of-sdk.ts': `import { StepflowClient } from 'stepflow-client'
const client = await StepflowClient.connect('http://127.0.0.1:1')
export const status = (await client.getRun('id')).status
`,
  'stays-too.ts': `import { BikiniBottomClient } from 'openspawn'
const client = new BikiniBottomClient({ baseUrl: 'http://127.0.0.1:1', apiKey: 'key' })
const channels = await client.channels.list()
export const loud = channels.filter((channel) => channel.type === 'broadcast')
export const general = await client.channels.create({ name: 'all', type: 'general' })
export const task = await client.tasks.approve('id')
`,
}
