export { acceptedFile, parseAcceptedBreaks, readAcceptedBreaks } from './accepted.ts'
export { compareReleases, largerBump } from './compare.ts'
