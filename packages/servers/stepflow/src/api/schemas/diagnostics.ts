import { z } from 'zod'
import { Flow } from './flow.ts'
import { BlobId } from './values.ts'

const stepId = z.string().describe('Id of the step.')
const anyStepId = z.string().nullish().describe('Id of the step, if it is about one.')
const field = z.string().describe('The field.')
const reason = z.string().describe('Why.')
const errorText = z.string().describe('What is wrong.')
const variable = z.string().describe('Name of the variable.')
const context = z.string().describe('Where it is used.')
const component = z.string().describe('Path of the component.')
const plugin = z.string().describe('Name of the plugin.')

/** One kind of message: a component named after its type. */
function message<const Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  description: string,
  shape: Shape,
) {
  const id = `${type.charAt(0).toUpperCase()}${type.slice(1)}Message`
  return z
    .object({ type: z.literal(type).describe('Kind of the message.'), ...shape })
    .meta({ id, description })
}

export const DiagnosticMessage = z
  .discriminatedUnion('type', [
    message('duplicateStepId', 'Two steps have the same id.', { stepId }),
    message('emptyStepId', 'A step has an empty id.', {}),
    message('selfReference', 'A step refers to itself.', { stepId }),
    message('undefinedStepReference', 'A reference to a step that is missing or comes later.', {
      fromStep: z
        .string()
        .nullish()
        .describe('Step that refers; `workflow_output` for the output of the flow.'),
      referencedStep: z.string().describe('The missing step.'),
    }),
    message('invalidReferenceExpression', 'A reference that cannot be read.', {
      stepId: anyStepId,
      field: z.string().nullish().describe('The field.'),
      error: errorText,
    }),
    message('invalidFieldAccess', 'A path that the schema rules out.', { stepId, field, reason }),
    message('invalidComponent', 'A path of a component that cannot be one.', {
      stepId,
      component,
      error: errorText,
    }),
    message('emptyComponentName', 'A step without a component.', { stepId }),
    message('schemaViolation', 'An input that violates its schema.', {
      stepId,
      field,
      violation: z.string().describe('How it does.'),
    }),
    message('invalidSubflowLiteral', 'A flow inside the flow that is none, or that cannot run.', {
      error: errorText,
    }),
    message('mockComponent', 'A component that only pretends.', { stepId }),
    message('unreachableStep', 'A step whose result nothing needs.', { stepId }),
    message('missingFlowName', 'The flow has no name.', {}),
    message('missingFlowDescription', 'The flow has no description.', {}),
    message('unvalidatedFieldAccess', 'A path that no schema can confirm.', { stepId, field, reason }),
    message('undefinedVariable', 'A variable that the schema does not declare, with a default.', {
      variable,
      context,
    }),
    message('undefinedRequiredVariable', 'A variable that the schema does not declare, without a default.', {
      variable,
      context,
    }),
    message('missingVariableSchema', 'Variables are used, but no schema declares them.', {}),
    message('typeMismatch', 'A value of another type than expected.', {
      stepId,
      expected: z.string().describe('Expected type.'),
      actual: z.string().describe('Actual type.'),
      detail: z.string().describe('Where they differ.'),
    }),
    message('untypedComponentOutput', 'A component that declares no output.', { stepId, component }),
    message('unknownPropertyInPath', 'A path through a property that the schema does not have.', {
      stepId: anyStepId,
      path: z.string().describe('The path.'),
      property: z.string().describe('The property.'),
    }),
    message('typeCheckIndeterminate', 'A type that cannot be determined.', { stepId: anyStepId, reason }),
    message('noPluginsConfigured', 'No plugins are configured.', {}),
    message('noRoutingRulesConfigured', 'No routes to plugins are configured.', {}),
    message('invalidRouteReference', 'A route to a plugin that does not exist.', {
      routePath: z.string().describe('Path of the route.'),
      ruleIndex: z.int().min(0).describe('Index of the rule.'),
      plugin,
    }),
    message('unusedPlugin', 'A plugin that no route leads to.', { plugin }),
  ])
  .meta({ id: 'DiagnosticMessage', description: 'What a diagnostic is about, by `type`.' })

export const DiagnosticLevel = z
  .enum(['fatal', 'error', 'warning'])
  .meta({ id: 'DiagnosticLevel', description: 'How bad it is; only `fatal` keeps a flow from being stored.' })

export const PathField = z
  .object({ String: z.string().describe('Name of a property.') })
  .meta({ id: 'PathField', description: 'A step of a path into an object.' })

export const PathIndex = z
  .object({ Index: z.int().min(0).describe('Index of an item.') })
  .meta({ id: 'PathIndex', description: 'A step of a path into an array.' })

export const PathPart = z
  .union([PathField, PathIndex])
  .meta({ id: 'PathPart', description: 'One step of a path.' })

export const Path = z.array(PathPart).meta({ id: 'Path', description: 'A path into the flow.' })

export const Diagnostic = z
  .object({
    message: DiagnosticMessage.describe('What it is about.'),
    level: DiagnosticLevel.describe('How bad it is.'),
    text: z.string().describe('The message for people.'),
    path: Path.optional().describe('Where in the flow; absent for the flow as a whole.'),
    ignore: z.boolean().describe('Whether it may be left out of a list for people.'),
  })
  .meta({ id: 'Diagnostic', description: 'One remark about a flow.' })

const count = (level: string) => z.int().min(0).describe(`How many are ${level}.`)

export const Diagnostics = z
  .object({
    diagnostics: z.array(Diagnostic).describe('The remarks, in the order of the flow.'),
    numFatal: count('fatal'),
    numError: count('errors'),
    numWarning: count('warnings'),
  })
  .meta({ id: 'Diagnostics', description: 'What validation found.' })

export const StoreFlowRequest = z
  .object({
    flow: Flow.describe('The flow.'),
    dryRun: z.boolean().default(false).describe('Validates and computes the id, but stores nothing.'),
  })
  .meta({ id: 'StoreFlowRequest', description: 'A flow to store.' })

export const StoreFlowResponse = z
  .object({
    flowId: BlobId.nullish().describe(
      'Id of the flow; absent if a fatal diagnostic kept it from being stored.',
    ),
    diagnostics: Diagnostics.describe('What validation found.'),
  })
  .meta({ id: 'StoreFlowResponse', description: 'The outcome of storing a flow.' })
