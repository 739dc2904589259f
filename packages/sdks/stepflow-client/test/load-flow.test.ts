import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isFlowId } from '../src/flows/flow-source.ts'
import { FlowFileError, loadFlow } from '../src/index.ts'

const yaml = `
# A comment
name: greet
steps:
  - id: words
    component: /builtin/create_messages
    input: { user_prompt: { $input: $.name } }
output: { $step: words, path: "$.messages" }
`
const flow = {
  name: 'greet',
  steps: [
    { id: 'words', component: '/builtin/create_messages', input: { user_prompt: { $input: '$.name' } } },
  ],
  output: { $step: 'words', path: '$.messages' },
}

describe('a flow in a file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stepflow-client-files-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function file(name: string, text: string | Buffer): Promise<string> {
    const path = join(folder, name)
    await writeFile(path, text)
    return path
  }

  it.each(['greet.yaml', 'greet.yml', 'GREET.YAML'])('is read as YAML: %s', async (name) => {
    expect(await loadFlow(await file(name, yaml))).toEqual(flow)
  })

  it('is read as JSON', async () => {
    expect(await loadFlow(await file('greet.json', JSON.stringify(flow)))).toEqual(flow)
  })

  it('is read from a URL of a file', async () => {
    const url = pathToFileURL(await file('with space.yaml', yaml))
    expect(await loadFlow(url)).toEqual(flow)
    expect(await loadFlow(url.href)).toEqual(flow)
  })

  it.each(['marked.json', 'marked.yaml'])('may begin with a byte order mark: %s', async (name) => {
    expect(await loadFlow(await file(name, `\ufeff${JSON.stringify(flow)}`))).toEqual(flow)
  })

  it('may use anchors and merge keys', async () => {
    const text = `
base: &base { component: /builtin/eval }
steps: [{ <<: *base, id: a }]
`
    expect((await loadFlow(await file('merged.yaml', text))).steps).toEqual([
      { component: '/builtin/eval', id: 'a' },
    ])
  })

  it('keeps texts that older YAML takes for something else', async () => {
    const text = 'name: no\ndescription: 2026-01-01\nversion: "1.0"\n'
    expect(await loadFlow(await file('texts.yaml', text))).toEqual({
      name: 'no',
      description: '2026-01-01',
      version: '1.0',
    })
  })

  it.each<[string, string | Buffer | undefined, string]>([
    ['missing.yaml', undefined, 'there is no such file'],
    ['broken.yaml', 'name: [', 'is not YAML'],
    ['twice.yaml', 'name: a\nname: b\n', 'Map keys must be unique at line 2'],
    ['two.yaml', 'name: a\n---\nname: b\n', 'holds several documents; a flow is one'],
    ['bytes.yaml', 'output: !!binary aGVsbG8=\n', '$.output is a Buffer, which JSON cannot hold'],
    ['endless-list.yaml', 'output: &all [1, *all]\n', '$.output.1 contains itself'],
    ['latin.yaml', Buffer.from('name: caf\xe9\n', 'latin1'), 'is not UTF-8'],
    ['broken.json', '{ "name": ', 'is not JSON'],
    ['list.yaml', '- a\n', 'holds a list instead of a flow'],
    ['empty.yaml', '', 'holds nothing instead of a flow'],
    ['text.json', '"flow"', 'holds a string instead of a flow'],
    ['nan.yaml', 'output: { deep: [.nan] }\n', '$.output.deep.0 is NaN, which JSON cannot hold'],
    ['endless.yaml', 'output: .inf\n', '$.output is Infinity, which JSON cannot hold'],
  ])('that is wrong is named: %s', async (name, text, reason) => {
    const path = text === undefined ? join(folder, name) : await file(name, text)
    const error = await loadFlow(path).catch((caught) => caught)
    expect(error).toBeInstanceOf(FlowFileError)
    expect(error.message).toContain(`${path}: `)
    expect(error.message).toContain(reason)
  })

  it('must say by its name what it is', async () => {
    await expect(loadFlow('flow.toml')).rejects.toThrow('"flow.toml" is neither the id of a flow')
    await expect(loadFlow('')).rejects.toThrow(FlowFileError)
  })

  it('is told from an id by its 64 hexadecimal digits', () => {
    expect(isFlowId('0123456789abcdef'.repeat(4))).toBe(true)
    expect(['0'.repeat(63), '0'.repeat(65), 'g'.repeat(64), `${'0'.repeat(60)}.yml`].map(isFlowId)).toEqual([
      false,
      false,
      false,
      false,
    ])
  })
})
