import { join } from 'node:path'
import type { ApiPlan } from '../plan.ts'
import { packageFolder, pathsOf, type Workshop } from '../workshop.ts'
import { configText } from './config-text.ts'
import { packageFiles } from './package-files.ts'
import { starterTest } from './starter-test.ts'

/** The files that `add` writes once and that belong to people from then on, by absolute path. */
export function scaffoldFiles(workshop: Workshop, plan: ApiPlan): Map<string, string> {
  const { api, config, generated, simpleCall } = plan
  const folder = packageFolder(workshop, config.package)
  const inPackage = packageFiles(workshop, config, new Set(generated.keys()))
  if (generated.has('src/testing.ts')) inPackage.set('test/client.test.ts', starterTest(config, simpleCall))
  return new Map([
    ...[...inPackage].map(([path, text]): [string, string] => [join(folder, path), text]),
    [pathsOf(workshop, api).config, configText(config)],
  ])
}
