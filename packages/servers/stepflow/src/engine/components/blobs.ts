import { z } from 'zod'
import { hashContent } from '../flow.ts'
import type { FlowReader } from '../types.ts'
import { type Component, ComponentError, defineComponent } from './component.ts'
import { hashFlow } from './sub-flow.ts'

/** Makes the component that stores content under its hash. */
export function putBlob(readFlow: FlowReader): Component {
  return defineComponent({
    path: '/builtin/put_blob',
    description: 'Stores a JSON value under the hash of its content.',
    repeatable: true,
    input: z.object({
      data: z.unknown().describe('The value.'),
      blob_type: z.enum(['flow', 'data']).describe('What it is; `flow` is stored in its normal form.'),
    }),
    output: z.object({ blob_id: z.string().describe('Id of the blob.') }),
    run: async ({ data, blob_type: kind }, { blobs }) => {
      const { id, content } = kind === 'flow' ? hashFlow(data, 'data', readFlow) : hashContent(data ?? null)
      await blobs.put(id, { kind, content })
      return { blob_id: id }
    },
  })
}

export const getBlob: Component = defineComponent({
  path: '/builtin/get_blob',
  description: 'Returns the content of a blob.',
  repeatable: true,
  input: z.object({ blob_id: z.string().describe('Id of the blob.') }),
  output: z.object({ data: z.unknown().describe('The content.') }),
  run: async ({ blob_id: id }, { blobs }) => {
    const blob = await blobs.get(id)
    if (blob === undefined) throw new ComponentError(404, `Blob ${id} not found`)
    if (blob.kind === 'binary') throw new ComponentError(400, `Blob ${id} holds bytes, not JSON`)
    return { data: JSON.parse(blob.content) as unknown }
  },
})
