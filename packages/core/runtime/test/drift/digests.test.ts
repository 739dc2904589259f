import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { offerOf, operationDigests } from '../../src/drift/index.ts'
import { type Loose, makeDocument, put } from './document.ts'

const list = 'GET /runs'
const create = 'POST /runs'
const get = 'GET /runs/{run_id}'
const tree = 'GET /tree'
const health = 'GET /health'
const all = [list, create, get, tree, health]

type Edit = (document: Loose) => void
const at =
  (path: string, value: unknown): Edit =>
  (document) =>
    put(document, path.split(' '), value)

/** Which operations have another digest in an edited document. */
async function changedBy(edit: Edit): Promise<string[]> {
  const before = await operationDigests(makeDocument())
  const edited = makeDocument()
  edit(edited)
  const after = await operationDigests(edited)
  const digestsAfter = [...after.values()]
  return [...before.keys()].filter((key, index) => digestsAfter[index] !== before.get(key))
}

const inList = 'paths /runs get'
const listed = `${inList} responses 200 content application/json`
const inCreate = 'paths /runs post'
const body = `${inCreate} requestBody`
const run = 'components schemas Run'
const schemas = 'components schemas'
const oauth = 'components securitySchemes oauth flows clientCredentials'
const status = { $ref: '#/components/schemas/Status' }

const reverse =
  (path: string): Edit =>
  (document) => {
    const found: unknown = path.split(' ').reduce((parent, key) => parent[key] as Loose, document)
    if (!Array.isArray(found)) throw new Error(`${path} is no list`)
    found.reverse()
  }

/** Replaces a text wherever it stands. */
const replace =
  (from: string, to: string): Edit =>
  (document) => {
    Object.assign(document, JSON.parse(JSON.stringify(document).replaceAll(from, to)))
  }

/** Renames a component and all references to it. */
const rename =
  (from: string, to: string): Edit =>
  (document) => {
    const text = JSON.stringify(document).replaceAll(`/${from}"`, `/${to}"`).replace(`"${from}":`, `"${to}":`)
    Object.assign(document, JSON.parse(text))
  }

describe('digests of operations', () => {
  it('are one per operation, of 64 hexadecimal digits', async () => {
    const digests = await operationDigests(makeDocument())
    expect([...digests.keys()]).toEqual(all)
    for (const digest of digests.values()) expect(digest).toMatch(/^[0-9a-f]{64}$/)
    expect(new Set(digests.values()).size).toBe(all.length)
  })

  it.each<[string, Edit]>([
    ['the title and version', at('info', { title: 'Other', version: '2.0.0' })],
    ['the version of OpenAPI', at('openapi', '3.0.3')],
    ['a summary', at(`${inList} summary`, 'Other.')],
    ['the summary of a path', at('paths /runs summary', undefined)],
    ['an operationId', at(`${inList} operationId`, 'other')],
    ['a tag', at(`${inList} tags`, ['other'])],
    ['the description of a parameter', at(`${inList} parameters 0 description`, 'Other.')],
    ['the description of an answer', at(`${inList} responses 200 description`, 'Other.')],
    ['the description of a header', at(`${inList} responses 200 headers X-Total description`, 'x')],
    ['the description of a body', at(`${body} description`, undefined)],
    ['the description of a schema', at(`${schemas} Status description`, 'Other.')],
    ['the title of a schema', at(`${run} title`, undefined)],
    ['examples of a schema', at(`${run} properties id examples`, ['r2'])],
    ['an example of an answer', at(`${listed} example`, [1])],
    ['an extension that is not ours', at(`${inCreate} x-internal-owner`, 'team-b')],
    ['deprecation', at('paths /runs/{run_id} get deprecated', undefined)],
    ['the host and port of a server', at('servers 0 url', 'https://api.example.com/api/v1')],
    ['the base path, which is told once for all', at('servers 0 url', '/api/v2')],
    ['the host of a token URL', at(`${oauth} tokenUrl`, 'https://login.example.com/token')],
    ['the description of a scope', at(`${oauth} scopes runs:read`, 'x')],
    ['the format of a token', at('components securitySchemes token bearerFormat', undefined)],
    ['a schema that nothing reaches', at(`${schemas} Unused`, { type: 'string' })],
    ['a default that is written out', at(`${inList} parameters 0 required`, false)],
    ['a default style that is written out', at(`${inList} parameters 0 style`, 'form')],
    ['the default security, written out', at(`${inList} security`, [{ token: [] }])],
    ['no security in other words', at('paths /health get security', [{}])],
    ['callbacks', at(`${inCreate} callbacks`, { done: {} })],
    ['links', at(`${inCreate} responses 201 links`, { run: { operationId: 'getRun' } })],
    [
      'a header that parameters cannot describe',
      at('paths /health get parameters', [{ name: 'Authorization', in: 'header' }]),
    ],
    ['the order of required properties', at(`${run} required`, ['status', 'id'])],
    ['the order of an enum', at(`${schemas} Status enum`, ['done', 'running'])],
    ['the order of types', at(`${run} properties note type`, ['null', 'string'])],
    ['the order of scopes', at(`${inCreate} security 1 oauth`, ['runs:read', 'runs:write'])],
    ['the order of alternatives of security', reverse('paths /runs post security')],
    ['the order of parameters', reverse('paths /runs get parameters')],
    ['the order of members of a union', reverse('components schemas Leaf oneOf')],
    ['a list of one type', at(`${run} properties id type`, ['string'])],
    ['null in the words of 3.0', at(`${run} properties note`, { type: 'string', nullable: true })],
    [
      'a bound in the words of 3.0',
      at(`${schemas} NewRun properties retries`, {
        type: 'integer',
        default: 3,
        minimum: 0,
        exclusiveMinimum: true,
      }),
    ],
    ['an enum of one for a constant', at(`${schemas} Bud properties kind`, { enum: ['bud'] })],
    ['allOf around a reference', at(`${run} properties status`, { allOf: [status], description: 'x' })],
    ['text beside a reference', at(`${run} properties status description`, 'x')],
    [
      'a schema written where it was referred to',
      at(`${inList} parameters 0 schema`, { type: 'string', enum: ['done', 'running'] }),
    ],
    [
      'a parameter written where it was referred to',
      at(`${inList} parameters 1`, { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } }),
    ],
    ['the name of a component', rename('Run', 'RunDetails')],
    ['the name of a security scheme', replace('"oauth":', '"login":')],
    ['the name of a path parameter', replace('run_id', 'id')],
  ])('do not change with %s', async (_what, edit) => {
    expect(await changedBy(edit)).toEqual([])
  })

  it.each<[string, Edit, string[]]>([
    ['a parameter more', at(`${inList} parameters 2`, { name: 'page', in: 'query', schema: {} }), [list]],
    ['a parameter less', at(`${inList} parameters`, []), [list]],
    ['a parameter that becomes required', at(`${inList} parameters 0 required`, true), [list]],
    ['another place of a parameter', at(`${inList} parameters 0 in`, 'header'), [list]],
    ['another style of a parameter', at(`${inList} parameters 0 explode`, false), [list]],
    ['the schema of a shared parameter', at('components parameters Limit schema maximum', 50), [list]],
    [
      'a parameter of the path, where no operation has its own',
      at('paths /runs parameters', [{ name: 'status', in: 'query', schema: {} }]),
      [create],
    ],
    [
      'the schema of a path parameter',
      at('paths /runs/{run_id} parameters 0 schema', { type: 'integer' }),
      [get],
    ],
    ['a body that may be left out', at(`${body} required`, false), [create]],
    ['no body', at(body, undefined), [create]],
    [
      'another media type of a body',
      replace('"application/json":', '"application/cbor":'),
      [list, create, get, tree],
    ],
    [
      'the encoding of a part',
      at(`${body} content multipart/form-data encoding file contentType`, 'image/gif'),
      [create],
    ],
    ['a required property of a body', at(`${schemas} NewRun required`, []), [create]],
    ['the default of a property', at(`${schemas} NewRun properties retries default`, 5), [create]],
    ['a bound', at(`${schemas} NewRun properties retries exclusiveMinimum`, 1), [create]],
    ['additional properties', at(`${schemas} NewRun additionalProperties`, undefined), [create]],
    ['another status', at(`${inCreate} responses`, { 200: { description: 'Made.' } }), [create]],
    ['an answer less', at(`${inList} responses 404`, undefined), [list]],
    ['an answer with content', at('paths /health get responses 200 content', { 'text/plain': {} }), [health]],
    ['a header of an answer', at(`${inList} responses 200 headers X-Total schema type`, 'string'), [list]],
    ['the schema of an error', at(`${schemas} Problem properties code type`, 'string'), [list]],
    ['a value of an enum', at(`${schemas} Status enum`, ['running', 'done', 'failed']), [list, get]],
    ['a property that may be null', at(`${run} properties id type`, ['string', 'null']), [list, get]],
    ['a property less', at(`${run} properties note`, undefined), [list, get]],
    [
      'a property that happens to be called description',
      at(`${run} properties description type`, 'integer'),
      [list, get],
    ],
    ['a format', at(`${run} properties id format`, 'uuid'), [list, get]],
    ['no security where there was some', at(`${inList} security`, []), [list]],
    ['the default security', at('security', []), [list, get]],
    ['a scope', at(`${inCreate} security 1 oauth`, ['runs:write']), [create]],
    ['the kind of a scheme', at('components securitySchemes token scheme', 'basic'), [list, create, get]],
    ['the path of a token URL', at(`${oauth} tokenUrl`, 'http://localhost:4000/oauth/token'), [create]],
    ['an extension of ours', at(`${inCreate} x-driftless-retry`, 'never'), [create]],
    ['servers of its own', at(`${inList} servers`, [{ url: 'http://localhost:4000/other' }]), [list]],
    ['a schema that leads back to itself', at(`${schemas} Tree properties left`, { type: 'string' }), [tree]],
    [
      'a member of a circle, far from the operation',
      at(`${schemas} Fruit properties tree`, undefined),
      [tree],
    ],
    ['the mapping of a discriminator', at(`${schemas} Leaf discriminator mapping fruit`, 'Bud'), [tree]],
    ['a member of a union', at(`${schemas} Leaf oneOf`, [{ $ref: '#/components/schemas/Fruit' }]), [tree]],
  ])('change with %s', async (_what, edit, changed) => {
    expect(await changedBy(edit)).toEqual(changed)
  })

  it('do not depend on the order of keys anywhere', async () => {
    const expected = await operationDigests(makeDocument())
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), async (numbers) => {
        const shuffled = await operationDigests(shuffleKeys(makeDocument(), numbers) as object)
        expect(Object.fromEntries(shuffled)).toEqual(Object.fromEntries(expected))
      }),
      { numRuns: 30 },
    )
  })

  it('take path items that are referred to', async () => {
    const document = makeDocument()
    const expected = await operationDigests(document)
    put(document, ['components', 'pathItems'], { Runs: document.paths?.['/runs'] })
    put(document, ['paths', '/runs'], { $ref: '#/components/pathItems/Runs' })
    expect(await operationDigests(document)).toEqual(expected)
  })

  it('take what many schemas share, without writing it out for each', async () => {
    const layers = Array.from({ length: 60 }, (_, index): [string, object] => {
      const next = { $ref: `#/components/schemas/Layer${index + 1}` }
      return [`Layer${index}`, { type: 'object', properties: { a: next, b: next, c: { items: next } } }]
    })
    const document = {
      paths: {
        '/': {
          get: {
            responses: {
              200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Layer0' } } } },
            },
          },
        },
      },
      components: { schemas: { ...Object.fromEntries(layers), Layer60: { type: 'string' } } },
    }
    const before = await operationDigests(document)
    Object.assign(document.components.schemas, { Layer60: { type: 'integer' } })
    expect(await operationDigests(document)).not.toEqual(before)
  })

  it.each<[string, object]>([
    ['nothing', {}],
    ['paths that are a list', { paths: [] }],
    ['operations that are none', { paths: { '/a': { get: null, post: 'x' }, '/b': null } }],
    [
      'keys that objects have by themselves',
      JSON.parse('{"paths":{"/__proto__":{"__proto__":{"get":{}}},"constructor":{"get":{}}}}'),
    ],
  ])('are none in a document with %s', async (_what, document) => {
    expect((await operationDigests(document)).size).toBe(0)
  })

  it.each<[string, unknown]>([
    ['a reference that leads nowhere', { $ref: '#/components/schemas/Gone' }],
    ['one that leads elsewhere', { $ref: 'other.json#/x' }],
    ['one that leads to itself', { $ref: '#/components/schemas/Status' }],
    ['what is no schema', 'x'],
  ])('bear %s', async (_what, schema) => {
    expect(await changedBy(at(`${schemas} Status`, schema))).toEqual([list, get])
  })

  it('tell the base paths of all operations, and no hosts', async () => {
    const basePathsOf = async (servers: unknown) => (await offerOf({ ...makeDocument(), servers })).basePaths
    expect(await basePathsOf(undefined)).toEqual([])
    expect(await basePathsOf([{ url: 'http://127.0.0.1:5000' }, { url: 'https://x.example/v1/' }])).toEqual([
      '/v1',
    ])
    const variables = { host: { default: 'x' }, version: { default: 'v2' } }
    expect(
      await basePathsOf([{ url: 'https://{host}/{version}', variables }, { url: '/v1' }, { url: '/v1/' }]),
    ).toEqual(['/v1', '/v2'])
  })
})

function shuffleKeys(value: unknown, numbers: Iterator<number>): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffleKeys(item, numbers))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, member]) => ({
    order: numbers.next().value,
    entry: [key, shuffleKeys(member, numbers)],
  }))
  return Object.fromEntries(entries.sort((a, b) => a.order - b.order).map(({ entry }) => entry))
}
