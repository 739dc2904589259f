import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildDocument } from '../../src/document/build.ts'
import { type GenerateInput, generatePackages } from '../../src/generate.ts'
import { goldenInputs } from './support/golden.ts'

/** The same value with the keys of every object in reverse. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  )
}

function reverseDocument({ document, config }: GenerateInput): GenerateInput {
  const text = JSON.stringify(reversed(document.json))
  const again = buildDocument({ text, file: 'reversed.json' }).document
  return { document: { ...again, file: document.file }, config }
}

async function filesOf(inputs: readonly GenerateInput[]): Promise<string[][]> {
  const packages = await generatePackages(inputs)
  return packages.flatMap(({ files }) => [...files].map(([path, text]) => [path, text]))
}

describe('determinism', () => {
  test('a second run, another working directory and a reversed key order give the same bytes', async () => {
    const inputs = [...(await goldenInputs()).values()]
    const expected = await filesOf(inputs)
    expect(expected.length).toBeGreaterThan(200)
    const home = process.cwd()
    const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'driftless-elsewhere-')))
    try {
      process.chdir(elsewhere)
      expect(await filesOf(inputs)).toEqual(expected)
    } finally {
      process.chdir(home)
      rmSync(elsewhere, { recursive: true, force: true })
    }
    expect(await filesOf(inputs.map(reverseDocument))).toEqual(expected)
  })

  test('nothing tells when or where it was generated', async () => {
    const inputs = [...(await goldenInputs()).values()]
    const texts = (await filesOf(inputs)).map(([, text]) => text).join('\n')
    const now = new Date()
    for (const trace of [process.cwd(), tmpdir(), now.toISOString().slice(0, 10)])
      expect(texts).not.toContain(trace)
  })

  test('one package alone is the same as in a batch', async () => {
    const inputs = await goldenInputs()
    const batch = await generatePackages([...inputs.values()])
    const index = [...inputs.keys()].indexOf('parameters')
    const alone = await generatePackages([[...inputs.values()][index] as GenerateInput])
    expect([...(alone[0]?.files ?? [])]).toEqual([...(batch[index]?.files ?? [])])
  })
})
