import { z } from 'zod'
import { BlobId, Value } from './values.ts'

export const BlobType = z
  .enum(['data', 'flow'])
  .meta({ id: 'BlobType', description: 'What a JSON value is: any data, or a flow.' })

export const StoreBlobRequest = z
  .object({
    data: Value.describe('The value.'),
    blobType: BlobType.default('data').describe(
      'What it is; a flow is validated and stored in its normal form.',
    ),
  })
  .meta({ id: 'StoreBlobRequest', description: 'A JSON value to store.' })

export const StoreBlobResponse = z
  .object({ blobId: BlobId.describe('Id of the blob.') })
  .meta({ id: 'StoreBlobResponse', description: 'A stored blob.' })

export const BlobBytes = z
  .unknown()
  .meta({ id: 'BlobBytes', type: 'string', format: 'binary', description: 'The bytes of a blob.' })
