import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type CheckReport, checkProject } from '../../../src/project/check-project.ts'
import { generateProject } from '../../../src/project/generate-project.ts'
import type { Workshop } from '../../../src/project/workshop.ts'
import { type FakePipeline, fakePipeline } from './pipeline.ts'
import { makeWorkshop } from './workshop.ts'

export const client: string = 'packages/clients/pets-api'

export async function generated(): Promise<Workshop> {
  const workshop = makeWorkshop()
  await generateProject(workshop, { apis: ['pets'], pipeline: fakePipeline() })
  return workshop
}

export function check(
  workshop: Workshop,
  full: boolean = false,
  pipeline: FakePipeline = fakePipeline(),
): Promise<CheckReport> {
  return checkProject(workshop, { apis: ['pets'], pipeline, full })
}

export function edit(workshop: Workshop, path: string, change: (text: string) => string): void {
  const file = join(workshop.root, path)
  const before = readFileSync(file, 'utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  writeFileSync(file, after)
}

/** Path, kind and cause of each finding. */
export function findings(report: CheckReport): string[] {
  return report.apis.flatMap((api) => api.drifts.map(({ path, kind, cause }) => `${path}: ${kind}, ${cause}`))
}

/** Files of a swap that was interrupted before it replaced anything. */
export const halfSwap: Record<string, string> = {
  '.driftless/journal.json': JSON.stringify({
    entries: [
      { path: 'packages/clients/pets-api/src', action: 'replace', existed: true },
      { path: 'schemas/pets/lock.json', action: 'replace', existed: true },
    ],
  }),
  '.driftless/new/0/index.ts': 'new',
  '.driftless/new/1': 'new',
}
