// Runs `check` in one process and prints which modules were loaded for it: node loadedModules.ts ROOT
import { registerHooks } from 'node:module'

const modules: string[] = []
registerHooks({
  load(url, context, next) {
    modules.push(url)
    return next(url, context)
  },
})

const { checkProject, defaultPipeline, listApis, workshopAt } = await import('@driftless/generator')
const workshop = workshopAt(process.argv[2] ?? '')
const apis = listApis(workshop)
const report = await checkProject(workshop, { apis, pipeline: defaultPipeline, full: false })
process.stdout.write(JSON.stringify({ inStep: report.inStep, modules }))
