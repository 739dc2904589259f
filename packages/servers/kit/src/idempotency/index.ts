export { fingerprintOf, idempotencyKey, type KeyedRequest } from './key.ts'
export {
  type EarlierRequest,
  type IdempotencyRecords,
  isFinal,
  type Outcome,
  RollBackError,
  runOnce,
  type StoredReply,
} from './run-once.ts'
