import { join } from 'node:path'
import type { ApiPlan } from '../plan.ts'
import { packageFolder, pathsOf, type Workshop } from '../workshop.ts'
import { configText } from './config-text.ts'
import { packageFiles } from './package-files.ts'

/** The files that `add` writes once and that belong to people from then on, by absolute path. */
export function scaffoldFiles(workshop: Workshop, { api, config, generated }: ApiPlan): Map<string, string> {
  const folder = packageFolder(workshop, config.package)
  const inPackage = packageFiles(workshop, config, new Set(generated.keys()))
  return new Map([
    ...[...inPackage].map(([path, text]): [string, string] => [join(folder, path), text]),
    [pathsOf(workshop, api).config, configText(config)],
  ])
}
