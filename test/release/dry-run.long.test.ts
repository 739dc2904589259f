import { describe, expect, it } from 'vitest'
import { dryRun } from '../../scripts/release/dry-run.ts'

describe('a release without its upload', () => {
  it('is made in a copy of this repository, and every package is used on each Node and in Chromium', async () => {
    const lines: string[] = []
    expect(await dryRun(true, (line) => lines.push(line))).toEqual([])
    const said = lines.join('\n')
    expect(said).toMatch(/^packed {2}@driftless\/generator \d+\.\d+\.\d+$/m)
    expect(said).toMatch(/^ok {6}attw stepflow-client$/m)
    expect(said).toMatch(/^ok {6}stepflow-api \S+ on Node 20\./m)
    expect(said).toMatch(/^ok {6}openspawn in Chromium /m)
  }, 900_000)
})
