/**
 * What an OpenAPI document offers, in digests, and whether a server still offers what a client was made from. Nothing
 * that a client calls imports this.
 */
export { type DriftCommand, driftCommand } from './command.ts'
export {
  type ClientManifest,
  compareOffer,
  type DriftReport,
  type ManifestOperation,
  type OperationDrift,
} from './compare.ts'
export { type Offer, offerOf, operationDigests } from './digests.ts'
export { addedLines, differenceLines } from './report.ts'
