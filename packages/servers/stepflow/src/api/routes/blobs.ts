import type { ApiRouter } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import type { BlobOperations } from '../../engine/service.ts'
import { BlobBytes, StoreBlobRequest, StoreBlobResponse } from '../schemas/blobs.ts'
import { bodyErrors, errors } from '../schemas/errors.ts'
import { BlobId, Value } from '../schemas/values.ts'

const BYTES = 'application/octet-stream'
const tags = ['Blob']

const storeBlob = createRoute({
  method: 'post',
  path: '/blobs',
  operationId: 'store_blob',
  tags,
  summary: 'Store a blob and return its id',
  description:
    'Stores a JSON value, or the bytes of the body, under the hash of its content: the same content has the same id, however often it is stored. Bytes that are the compact JSON of a stored value are that value.',
  request: {
    // Not `required`: the validator of the JSON form must let the other one pass. The document says it is.
    body: {
      content: { 'application/json': { schema: StoreBlobRequest }, [BYTES]: { schema: BlobBytes } },
    },
  },
  responses: {
    200: { description: 'Its id.', content: { 'application/json': { schema: StoreBlobResponse } } },
    ...errors(bodyErrors),
  },
})

const getBlob = createRoute({
  method: 'get',
  path: '/blobs/{blob_id}',
  operationId: 'get_blob',
  tags,
  summary: 'Get a blob by its id',
  description: 'Returns the JSON value of a blob, or its bytes if it was stored as bytes.',
  request: { params: z.object({ blob_id: BlobId.describe('Id of the blob.') }) },
  responses: {
    200: {
      description: 'The content.',
      content: { 'application/json': { schema: Value }, [BYTES]: { schema: BlobBytes } },
    },
    ...errors([404, 422, 500, 503], { 404: 'There is no such blob.' }),
  },
})

/** Registers the operations on blobs. */
export function registerBlobs(router: ApiRouter, blobs: BlobOperations): void {
  router.openapi(storeBlob, async (context) => {
    if (context.req.header('content-type')?.toLowerCase().startsWith(BYTES)) {
      const blobId = await blobs.storeBytes(new Uint8Array(await context.req.arrayBuffer()))
      return context.json({ blobId }, 200)
    }
    // With two media types, the router no longer knows the type of the one that it checked.
    const { data, blobType } = context.req.valid('json') as z.infer<typeof StoreBlobRequest>
    return context.json({ blobId: await blobs.storeValue(data ?? null, blobType) }, 200)
  })
  router.openapi(getBlob, async (context) => {
    const blob = await blobs.getBlob(context.req.valid('param').blob_id)
    if ('bytes' in blob) return context.body(blob.bytes, 200, { 'content-type': BYTES })
    return context.json(blob.value, 200)
  })
}
