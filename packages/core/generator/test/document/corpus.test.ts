import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildDocument, canonicalDocument } from '../../src/document/build.ts'
import { SpecError } from '../../src/document/errors.ts'
import { stableJson } from '../../src/document/json-text.ts'

const { resolve } = createRequire(import.meta.url)
const examples = dirname(resolve('@readme/oas-examples/package.json'))

/** Documents that are refused, by path without ending, with the JSON pointer of the first problem and why. */
const refused: Record<string, string> = {
  // One name for two values: there is no saying which of the two parameters a caller means.
  '3.0/parameters-common': '/paths/~1anything~1{id}~1{action}~1{id}',
  // Requires a security scheme that the document does not declare.
  '3.0/response-http-behavior': '/paths/~1cache/get/security/0/api_key',
}

function list(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && /^[23]\.\d/.test(name))
    .sort()
}

const keyOf = (name: string) =>
  name
    .replaceAll('\\', '/')
    .replace(/\/(?:json|yaml)\//, '/')
    .replace(/\.(?:json|yaml)$/, '')
const files = [...list(examples, '.json'), ...list(examples, '.yaml')]

describe('the documents of @readme/oas-examples', () => {
  it('are found', () => {
    expect(files.length).toBeGreaterThan(120)
  })

  it.each(files)('%s is built, or is refused for a known reason', (name) => {
    const file = join(examples, name)
    const input = { text: readFileSync(file, 'utf8'), file: relative(examples, file) }
    const pointer = refused[keyOf(name)]
    if (pointer === undefined) {
      const { document } = buildDocument(input)
      const stored = stableJson(canonicalDocument(input).json)
      expect(buildDocument({ text: stored, file }).document.json).toEqual(document.json)
      return
    }
    let error: unknown
    try {
      buildDocument(input)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(SpecError)
    expect(error).toMatchObject({ pointer })
  })

  it('say the same in JSON and YAML', () => {
    for (const name of ['2.0/json/petstore.json', '3.0/json/petstore.json', '3.1/json/petstore.json']) {
      const [json, yaml] = [name, name.replaceAll('json', 'yaml')].map((path) => {
        const file = join(examples, path)
        return canonicalDocument({ text: readFileSync(file, 'utf8'), file }).json
      })
      expect(yaml).toEqual(json)
    }
  })
})

describe("GitHub's document", () => {
  it('is built, and is already what it is stored as', () => {
    const file = resolve('@octokit/openapi/generated/api.github.com.json')
    const text = readFileSync(file, 'utf8')
    const { document, notices } = buildDocument({ text, file })
    expect(notices).toEqual([])
    expect(Object.keys(document.json.paths as object).length).toBeGreaterThan(500)
    expect(JSON.parse(text)).toEqual(document.json)
  })
})
