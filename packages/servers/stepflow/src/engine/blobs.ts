import { createHash } from 'node:crypto'
import type { LazyStore } from '../store/database-store.ts'
import { ComponentError } from './components/component.ts'
import { hashFlow } from './components/sub-flow.ts'
import { InvalidRequestError, MissingError } from './errors.ts'
import { hashContent } from './flow.ts'
import type { BlobOperations } from './service.ts'
import type { FlowReader } from './types.ts'

/** Stores content under its hash, and finds it again. */
export function blobOperations(store: Pick<LazyStore, 'get'>, readFlow: FlowReader): BlobOperations {
  return {
    storeValue: async (data, kind) => {
      const { id, content } = kind === 'flow' ? flowIn(data, readFlow) : hashContent(data)
      await (await store.get()).blobs.put(id, { kind, content })
      return id
    },
    storeBytes: async (bytes) => {
      const id = createHash('sha256').update(bytes).digest('hex')
      const content = Buffer.from(bytes).toString('base64')
      await (await store.get()).blobs.put(id, { kind: 'binary', content })
      return id
    },
    getBlob: async (blobId) => {
      const blob = await (await store.get()).blobs.get(blobId)
      if (blob === undefined) throw new MissingError(`Blob '${blobId}' not found`)
      if (blob.kind !== 'binary') return { value: JSON.parse(blob.content) as unknown }
      return { bytes: new Uint8Array(Buffer.from(blob.content, 'base64')) }
    },
  }
}

function flowIn(data: unknown, readFlow: FlowReader) {
  try {
    return hashFlow(data, 'data', readFlow)
  } catch (error) {
    if (error instanceof ComponentError) throw new InvalidRequestError('data', error.message)
    throw error
  }
}
