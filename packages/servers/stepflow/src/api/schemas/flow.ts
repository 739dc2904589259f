import { mapOf } from '@driftless/server-kit'
import { z } from 'zod'
import { FLOW_FORMAT } from '../../engine/flow.ts'
import { DEFAULT_BACKOFF_MS, DEFAULT_RETRIES, MAX_BACKOFF_MS, MAX_RETRIES } from '../../engine/retry.ts'
import { FlowResult } from './results.ts'
import { BlobId, columnText, JsonSchema, Value, ValueExpr } from './values.ts'

export const OnErrorFail = z
  .object({ action: z.literal('fail').describe('Fail.') })
  .meta({ id: 'OnErrorFail', description: 'The step fails.' })

export const OnErrorDefault = z
  .object({
    action: z.literal('useDefault').describe('Use a default.'),
    defaultValue: Value.optional().describe('Result of the step instead; a literal value, null if absent.'),
  })
  .meta({ id: 'OnErrorDefault', description: 'The step succeeds with a default value.' })

export const OnErrorRetry = z
  .object({
    action: z.literal('retry').describe('Call the component again.'),
    maxRetries: z
      .int()
      .min(0)
      .max(MAX_RETRIES)
      .optional()
      .describe(`How often it is called again at most; default ${DEFAULT_RETRIES}.`),
    backoffMs: z
      .int()
      .min(0)
      .max(MAX_BACKOFF_MS)
      .optional()
      .describe(
        `First wait in milliseconds; the next ones double, up to ${MAX_BACKOFF_MS}. Default ${DEFAULT_BACKOFF_MS}.`,
      ),
  })
  .meta({
    id: 'OnErrorRetry',
    description: 'The component is called again after a wait; the step fails with its last failure.',
  })

export const ErrorAction = z
  .discriminatedUnion('action', [OnErrorFail, OnErrorDefault, OnErrorRetry])
  .meta({ id: 'ErrorAction', description: 'What happens when the component of a step fails.' })

const metadata = mapOf(Value)

export const Step = z
  .object({
    id: z.string().describe('Name of the step within the flow.'),
    component: z
      .string()
      .describe(
        'Path of the component, such as `/builtin/eval`; the builtin ones also go without `/builtin`.',
      ),
    onError: ErrorAction.nullish().describe(
      'What happens when the component fails; default: the step fails.',
    ),
    input: ValueExpr.optional().describe('Input of the component; null if absent.'),
    mustExecute: z.boolean().nullish().describe('Whether the step runs even if nothing needs its result.'),
    metadata: metadata.optional().describe('Free-form facts for tools.'),
  })
  .meta({ id: 'Step', description: 'One call of a component. A step may refer to earlier steps only.' })

export const FlowStepSchemas = z
  .object({
    type: z.literal('object').optional().describe('Always `object`.'),
    properties: mapOf(JsonSchema).optional().describe('JSON Schema of the result, by step id.'),
  })
  .meta({ id: 'FlowStepSchemas', description: 'JSON Schemas of the results of steps.' })

export const FlowSchemaProperties = z
  .object({
    input: JsonSchema.nullish().describe("JSON Schema of the run's input."),
    output: JsonSchema.nullish().describe("JSON Schema of the flow's output."),
    variables: JsonSchema.nullish().describe(
      'JSON Schema of the variables: an object whose properties are their names.',
    ),
    steps: FlowStepSchemas.nullish().describe('JSON Schemas of the results of steps.'),
  })
  .meta({ id: 'FlowSchemaProperties', description: 'The schemas of a flow by what they describe.' })

export const FlowSchema = z
  .object({
    type: z.literal('object').optional().describe('Always `object`.'),
    $defs: mapOf(JsonSchema).optional().describe('Definitions that the other schemas share.'),
    properties: FlowSchemaProperties.nullish().describe('The schemas themselves.'),
  })
  .meta({ id: 'FlowSchema', description: 'All schemas of a flow, as one JSON Schema.' })

export const PortRange = z
  .object({
    min: z.int().min(0).max(65_535).describe('First port.'),
    max: z.int().min(0).max(65_535).describe('Last port.'),
  })
  .meta({ id: 'PortRange', description: 'Ports to choose from, both ends included.' })

const milliseconds = (fallback: number) => z.int().min(0).default(fallback)

export const TestServerHealthCheck = z
  .object({
    path: z.string().describe('Path that answers once the server is up.'),
    timeoutMs: milliseconds(5000).describe('Longest wait for one answer, in milliseconds.'),
    retryAttempts: z.int().min(0).default(3).describe('How often to ask again.'),
    retryDelayMs: milliseconds(1000).describe('Wait between two attempts, in milliseconds.'),
  })
  .meta({ id: 'TestServerHealthCheck', description: 'How a test server is known to be up.' })

export const TestServerConfig = z
  .object({
    command: z.string().describe('Command that starts the server.'),
    args: z.array(z.string()).optional().describe('Arguments of the command.'),
    env: mapOf(z.string()).optional().describe('Environment; values may hold `{port}`.'),
    workingDirectory: z.string().nullish().describe('Folder to start it in.'),
    portRange: PortRange.nullish().describe('Ports to choose from; any free one if absent.'),
    healthCheck: TestServerHealthCheck.nullish().describe('How the server is known to be up.'),
    startupTimeoutMs: milliseconds(10_000).describe('Longest wait for the start, in milliseconds.'),
    shutdownTimeoutMs: milliseconds(5000).describe('Longest wait for the end, in milliseconds.'),
  })
  .meta({ id: 'TestServerConfig', description: 'A server that tests of the flow need. Stored, not started.' })

export const TestCase = z
  .object({
    name: z.string().describe('Name of the test case.'),
    description: z.string().nullish().describe('What it shows.'),
    input: Value.describe('Input of the flow.'),
    output: FlowResult.nullish().describe('Expected result.'),
  })
  .meta({ id: 'TestCase', description: 'One test of a flow.' })

export const TestConfig = z
  .object({
    servers: mapOf(TestServerConfig).optional().describe('Servers that the tests need, by name.'),
    config: Value.optional().describe('Configuration for the tests.'),
    cases: z.array(TestCase).optional().describe('The tests.'),
  })
  .meta({ id: 'TestConfig', description: 'Tests of a flow. Stored with it, not run by the server.' })

export const ExampleInput = z
  .object({
    name: z.string().describe('Name of the example.'),
    description: z.string().nullish().describe('What it shows.'),
    input: Value.describe('Input of the flow.'),
  })
  .meta({ id: 'ExampleInput', description: 'An input to try a flow with.' })

export const Flow = z
  .object({
    schema: z.literal(FLOW_FORMAT).optional().describe('The flow format; the server always sends it.'),
    name: columnText().nullish().describe('Name of the flow.'),
    description: z.string().nullish().describe('What the flow does.'),
    version: z.string().nullish().describe('Version of the flow, for people.'),
    schemas: FlowSchema.nullish().describe('JSON Schemas of input, output, variables and step results.'),
    steps: z.array(Step).optional().describe('The steps, in order.'),
    output: ValueExpr.optional().describe('The result of the flow; null if absent.'),
    test: TestConfig.nullish().describe('Tests of the flow.'),
    examples: z.array(ExampleInput).nullish().describe('Inputs to try the flow with.'),
    metadata: metadata
      .superRefine(({ label }, context) => {
        const checked = typeof label === 'string' ? columnText().safeParse(label) : undefined
        for (const { message } of checked?.error?.issues ?? []) {
          context.addIssue({ code: 'custom', path: ['label'], message })
        }
      })
      .optional()
      .describe('Free-form facts for tools; a text `label` becomes the label of its runs.'),
  })
  .meta({
    id: 'Flow',
    description: 'Steps and an output. Steps run when the output, or a step that must run, needs them.',
  })

export type FlowInput = z.infer<typeof Flow>

export const FlowResponse = z
  .object({
    flow: Flow.describe('The flow.'),
    flowId: BlobId.describe('Its id.'),
    allExamples: z
      .array(ExampleInput)
      .optional()
      .describe('Its examples, and its test cases as examples; absent if there are none.'),
  })
  .meta({ id: 'FlowResponse', description: 'A stored flow.' })

export const RunFlowResponse = z
  .object({
    flow: Flow.describe('The flow as stored, without overrides.'),
    flowId: BlobId.describe('Its id.'),
  })
  .meta({ id: 'RunFlowResponse', description: 'The flow of a run.' })
