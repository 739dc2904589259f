export { releaseAt } from './at-ref.ts'
export { currentRelease } from './current.ts'
export { releaseOf, releasesOf } from './release-of.ts'
export { readRelease, releasedFolder, writeRelease } from './stored.ts'
