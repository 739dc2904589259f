// Prints every module that a process loads to its stderr: node --import loadedModules.ts MAIN
import { registerHooks } from 'node:module'

registerHooks({
  load(url, context, next) {
    process.stderr.write(`${url}\n`)
    return next(url, context)
  },
})
