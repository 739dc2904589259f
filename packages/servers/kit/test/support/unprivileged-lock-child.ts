// Takes a lock as somebody for whom permissions count, and prints why it cannot: node unprivileged-lock-child.ts FOLDER
import { lockDirectory } from '../../src/database/lock.ts'

const NOBODY = 65_534

const [folder = ''] = process.argv.slice(2)
// Only now: nobody may not be allowed to read the sources.
if (process.getuid?.() === 0) process.setuid?.(NOBODY)
await lockDirectory(folder).then(
  () => console.log('taken'),
  (error: Error) => console.log(error.message),
)
