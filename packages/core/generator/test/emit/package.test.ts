import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { credentialRules } from '../../src/emit/credentials.ts'
import { errorBaseName } from '../../src/emit/errors.ts'
import { emitFiles } from '../../src/emit/files.ts'
import { testingModules } from '../../src/emit/testing.ts'
import type { ApiModel, SecuritySchemeModel } from '../../src/model/types.ts'
import { config, document, model, operation, resource, type } from './fixture.ts'
import { hostileText } from './hostile.ts'

/** A model in which every text that comes from the document's author is `text`. */
function written(text: string): ApiModel {
  const [plain] = operation().pathParameters
  const parameter = plain === undefined ? [] : [{ ...plain, description: text, wireName: text }]
  const list = { type: 'Q', required: false, parameters: parameter }
  const hostile = operation({
    operationId: text,
    wirePath: text,
    path: text,
    summary: text,
    description: text,
    pathParameters: parameter,
    query: list,
    headers: list,
    cookies: list,
    body: {
      kind: 'multipart',
      mediaType: text,
      type: type('Pet', 'Pet'),
      required: true,
      encoding: { [text]: { contentType: text } },
      description: text,
    },
    result: {
      ...operation().result,
      accept: [`text/${text}`],
      description: text,
      readers: [
        { mediaType: text, kind: 'json' },
        { mediaType: text, kind: 'text' },
      ],
    },
    errors: [{ status: '404', type: type('Pet'), description: text }],
    security: [[text]],
  })
  const scheme: SecuritySchemeModel = {
    kind: 'apiKey',
    name: text,
    option: 'apiKey',
    in: 'header',
    parameter: text,
    description: text,
  }
  return model({
    title: text,
    version: text,
    description: text,
    resources: [{ ...resource(hostile), description: text }],
    securitySchemes: [scheme],
  })
}

/** The syntax tree of a module as kinds and names; comments, literals and property names do not count. */
function outline(text: string): string[] {
  const file = ts.createSourceFile('generated.ts', text, ts.ScriptTarget.ES2022, true)
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: readonly ts.Diagnostic[] }
  expect(parseDiagnostics.map(({ messageText }) => messageText)).toEqual([])
  const nodes: string[] = []
  const visit = (node: ts.Node) => {
    if (ts.isPropertyAssignment(node)) return visit(node.initializer)
    nodes.push(ts.isIdentifier(node) ? node.text : (ts.SyntaxKind[node.kind] ?? ''))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return nodes
}

describe('text of the document', () => {
  const author = { ...config, baseUrl: '', package: 'pets-api' }

  test('never becomes code, wherever it stands', () => {
    const elsewhere = (file: string) => ({ ...document, file })
    const expected = emitFiles(written('harmless'), elsewhere('harmless'), author)
    const [handlers] = testingModules(written('harmless'), document, author)
    fc.assert(
      fc.property(hostileText, (text) => {
        const [hostileHandlers] = testingModules(written(text), document, { ...author, baseUrl: text })
        expect(outline(hostileHandlers?.[1] ?? '')).toEqual(outline(handlers?.[1] ?? ''))
        const emitted = emitFiles(written(text), elsewhere(text), { ...author, baseUrl: text })
        expect([...emitted.unformatted.keys()]).toEqual([...expected.unformatted.keys()])
        for (const [path, code] of emitted.unformatted) {
          if (path.endsWith('.ts'))
            expect(outline(code)).toEqual(outline(expected.unformatted.get(path) ?? ''))
        }
        const readme = emitted.unformatted.get('README.md')?.replace(/\\./g, '') ?? ''
        const bars = readme
          .split('\n')
          .flatMap((line) => (line.startsWith('|') ? [line.split('|').length - 1] : []))
        expect(bars).toEqual([5, 5, 5, 4, 4, 4])
        const manifest = JSON.parse(emitted.final.get('operations.json') ?? '')
        expect(manifest.operations[0].path).toBe(text)
      }),
      { numRuns: 150 },
    )
  })
})

describe('names of the package', () => {
  test.each([
    ['StepflowApi', 'StepflowError'],
    ['BikiniBottomClient', 'BikiniBottomError'],
    ['Api', 'ApiError'],
    ['APIClient', 'APIClientBaseError'],
  ])('the base error of %s is %s', (client, expected) => {
    expect(errorBaseName({ ...config, client })).toBe(expected)
  })

  test('a type whose name is taken in the main entry is exported under another, and the README says so', () => {
    const types = { text: '', types: ['APIError', 'Pet', 'Pets'], values: ['NotFoundError'] }
    const { unformatted } = emitFiles(model({ types }), document, config)
    const index = unformatted.get('src/index.ts')
    expect(index).toContain(
      "export { type APIError as APIErrorType, NotFoundError as NotFoundErrorType, type Pet, type Pets } from './types.js'",
    )
    expect(index).toContain("export { Pets as PetsResource } from './resources/pets.js'")
    expect(unformatted.get('README.md')).toContain('| `APIError` | `APIErrorType` |')
  })

  test('the header names the command that made the file', () => {
    const first = (file: string) =>
      emitFiles(model(), { ...document, file }, config)
        .unformatted.get('src/index.ts')
        ?.split('\n')[0]
    expect(first('schemas/pets/openapi.json')).toBe(
      '// This file was auto-generated by `pnpm gen generate` from schemas/pets/openapi.json.',
    )
    expect(first('pets.yaml')).toBe('// This file was auto-generated by `driftless generate` from pets.yaml.')
  })

  test('a document without operations gives types only', () => {
    const { unformatted } = emitFiles(model({ resources: [] }), document, config)
    expect([...unformatted.keys()].sort()).toEqual([
      'README.md',
      'src/bin.ts',
      'src/client.ts',
      'src/create-client.ts',
      'src/errors.ts',
      'src/index.ts',
      'src/operations.ts',
      'src/types.ts',
    ])
  })
})

describe('credentials', () => {
  const bearer: SecuritySchemeModel = { kind: 'bearer', name: 'b', option: 'token' }
  const key: SecuritySchemeModel = {
    kind: 'apiKey',
    name: 'k',
    option: 'key',
    in: 'header',
    parameter: 'X-Key',
  }
  const rules = (...security: (readonly (readonly string[])[] | undefined)[]) => {
    const operations = security.map((alternatives) => operation(alternatives && { security: alternatives }))
    const { alternatives } = credentialRules(
      model({ securitySchemes: [bearer, key], resources: [resource(...operations)] }),
    )
    return alternatives?.map((list) => list.map(({ option }) => option))
  }

  test('are demanded where all secured operations accept the same', () => {
    expect(rules([['b'], ['k']], undefined, [], [['k'], ['b']])).toEqual([['token'], ['key']])
    expect(rules([['k', 'b']], [['b', 'k']])).toEqual([
      ['k', 'b'].map((name) => (name === 'b' ? 'token' : 'key')),
    ])
  })

  test('are optional where operations differ, allow anonymous calls, or need what no option gives', () => {
    expect(rules([['b']], [['k']])).toBeUndefined()
    expect(rules([['b'], []])).toBeUndefined()
    expect(rules([['b'], ['mutualTls']])).toBeUndefined()
    expect(rules(undefined)).toBeUndefined()
  })
})
