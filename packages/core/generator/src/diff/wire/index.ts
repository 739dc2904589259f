export { wireChanges } from './wire-changes.ts'
