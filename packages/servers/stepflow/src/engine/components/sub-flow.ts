import { z } from 'zod'
import type { BlobStore } from '../../store/store.ts'
import { type HashedContent, hashContent, normalizeFlow } from '../flow.ts'
import type { FlowReader } from '../types.ts'
import { validateFlow } from '../validate/validate.ts'
import { ComponentError } from './component.ts'

/** Input fields of a component that runs a flow: the flow itself in a field of this name, or the id of one. */
export function flowFields<Name extends string>(name: Name) {
  return {
    [name]: z
      .unknown()
      .optional()
      .describe(`The flow, below \`$literal\`; needed unless there is a flow_id.`),
    flow_id: z.string().nullish().describe(`Id of a stored flow, instead of ${name}.`),
  } as { [Key in Name]: z.ZodOptional<z.ZodUnknown> } & { flow_id: z.ZodOptional<z.ZodNullable<z.ZodString>> }
}

/**
 * Brings a flow that stands in a component's input into its normal form.
 *
 * @param name - the input field it stands in.
 * @throws ComponentError if it is no flow, or one that could not be stored.
 */
export function hashFlow(json: unknown, name: string, readFlow: FlowReader): HashedContent {
  const read = readFlow(json)
  if ('error' in read) throw new ComponentError(400, `${name} is no flow: ${read.error}`)
  const fatal = validateFlow(read.flow, readFlow).diagnostics.find(({ level }) => level === 'fatal')
  if (fatal !== undefined) throw new ComponentError(400, `${name} is no flow: ${fatal.text}`)
  return hashContent(normalizeFlow(read.flow))
}

/**
 * The id of the flow that a component shall run; a flow that stands in the input is stored first.
 *
 * @throws ComponentError unless there is exactly one of both, and if the flow is none.
 */
export async function flowIdOf(
  name: string,
  input: { readonly flow: unknown; readonly flowId: string | null | undefined },
  readFlow: FlowReader,
  blobs: BlobStore,
): Promise<string> {
  const flow = input.flow ?? undefined
  const flowId = input.flowId ?? undefined
  if ((flow === undefined) === (flowId === undefined)) {
    throw new ComponentError(400, `Give either ${name} or flow_id, and not both`)
  }
  if (flowId !== undefined) return flowId
  const { id, content } = hashFlow(flow, name, readFlow)
  await blobs.put(id, { kind: 'flow', content })
  return id
}
