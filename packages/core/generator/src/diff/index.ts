export { acceptedFile, parseAcceptedBreaks, readAcceptedBreaks } from './accepted.ts'
export { largerBump } from './bumps.ts'
export { compareReleases } from './compare.ts'
