import { describe, expect, test } from 'vitest'
import { resourceClass } from '../../src/emit/resources.ts'
import type { BodyModel, OperationModel, ParameterModel } from '../../src/model/types.ts'
import { operation, resource, type } from './fixture.ts'
import { body, constant, group, parameter, shape, text } from './operation-text.ts'

describe('arguments', () => {
  const query = group('Q', false, parameter('limit'))
  const needed = group('Q', true, parameter('limit'))
  test.each<[string, Partial<OperationModel>, string]>([
    ['path only', {}, 'petId: string, options?: CallOptions'],
    ['query', { query }, 'petId: string, query?: Q, options?: CallOptions'],
    ['required query', { query: needed }, 'petId: string, query: Q, options?: CallOptions'],
    ['body', { body: body() }, 'petId: string, body: Pet, options?: CallOptions'],
    [
      'optional body',
      { body: body({ required: false }) },
      'petId: string, body?: Pet, options?: CallOptions',
    ],
    [
      'body and query',
      { body: body(), query },
      'petId: string, body: Pet, options?: CallOptions<{ query: Q }>',
    ],
    [
      'optional body before required options',
      { body: body({ required: false }), query: needed },
      'petId: string, body: Pet | undefined, options: CallOptions<{ query: Q }>',
    ],
    [
      'headers and cookies',
      { headers: group('H', true), cookies: group('C', false) },
      'petId: string, options: CallOptions<{ headers: H; cookies: C }>',
    ],
    ['nothing', { pathParameters: [] }, 'options?: CallOptions'],
    [
      'names that are taken or reserved',
      { pathParameters: ['client', 'options', 'body', 'class', 'getPet'].map((name) => parameter(name)) },
      'client2: string, options2: string, body2: string, class_: string, getPet2: string, options?: CallOptions',
    ],
  ])('%s', (_, changes, expected) => {
    expect(shape(changes)).toContain(`getPet(client: Client, ${expected}): ApiPromise<Pet>`)
  })

  test('path parameters keep their names in the call', () => {
    expect(shape({ pathParameters: [parameter('class')] })).toContain('{ path: { class: class_ } }')
  })

  test('a method passes on exactly what it was given', () => {
    const lines = resourceClass(resource(operation({ body: body() }))).split('\n')
    expect(lines).toContain('    return getPet(this.client, petId, body, options)')
  })

  test('a method may share its name with a function, a class or an argument', () => {
    const clash = operation({ name: 'petId', method: 'petId', pathParameters: [parameter('petId')] })
    const printed = resourceClass({ ...resource(clash), className: 'Resource' })
    expect(printed).toContain("import { petId as callPetId } from '../operations/pets.js'")
    expect(printed).toContain("import { Resource as BaseResource } from '../resource.js'")
    expect(printed).toContain('return callPetId(this.client, petId2, options)')
  })

  test('a function that would hide a global is declared under another name', () => {
    const changed = { name: 'constructor', method: 'construct' }
    expect(text(changed)).toContain('\nfunction constructor_(client: Client, petId: string')
    expect(text(changed)).toContain('export { constructor_ as constructor }')
    expect(resourceClass(resource(operation(changed)))).toContain(
      'import { constructor as callConstructor } from',
    )
  })

  test('runtime names give way to types of the document', () => {
    const printed = text({ result: { ...operation().result, type: type('Client', 'Client') } })
    expect(printed).toContain(
      'client: RuntimeClient, petId: string, options?: CallOptions): ApiPromise<Client>',
    )
  })
})

describe('descriptor', () => {
  test.each<[string, Partial<ParameterModel>, string]>([
    ['form', {}, ''],
    ['renamed', { wireName: 'the_limit' }, "query: { limit: 'the_limit' }"],
    ['form without explode', { explode: false }, "query: { limit: { name: 'limit', write: commaQuery } }"],
    ['reserved', { allowReserved: true }, 'write: reservedQuery'],
    ['space', { style: 'spaceDelimited', explode: false }, 'write: spaceQuery'],
    ['space with explode', { style: 'spaceDelimited' }, ''],
    ['pipe', { style: 'pipeDelimited', explode: false }, 'write: pipeQuery'],
    ['deep', { style: 'deepObject' }, 'write: deepObjectQuery'],
    ['json', { style: 'json', explode: false }, 'write: jsonQuery'],
    [
      'object',
      { names: 'n', content: 'any' },
      "{ name: 'limit', write: (name, value) => formQuery(name, toWire(value, n)) }",
    ],
    [
      'deep object',
      { names: 'n', style: 'deepObject' },
      "{ name: 'limit', write: (name, value) => deepObjectQuery(name, toWire(value, n)) }",
    ],
  ])('query style %s', (_, changes, expected) => {
    const query = group('Q', false, parameter('limit', { style: 'form', explode: true, ...changes }))
    const printed = constant({ query })
    if (expected === '') expect(printed).not.toMatch(/query|parameters/)
    else expect(printed).toContain(expected)
    if (expected !== '') expect(printed).toContain('parameters: writeParameters, query: ')
  })

  test.each<[ParameterModel['content'], boolean, boolean]>([
    ['primitive', false, false],
    ['primitives', false, true],
    ['any', true, true],
  ])(
    'a parameter that holds %s: brings a writer in the query %s, in the path %s',
    (content, inQuery, inPath) => {
      const query = group('Q', false, parameter('limit', { style: 'form', explode: true, content }))
      expect(constant({ query }).includes('parameters: writeParameters')).toBe(inQuery)
      const pathParameters = [parameter('petId', { content }), parameter('toString')]
      const printed = constant({ pathParameters })
      expect(printed.includes('pathStyles: { petId: simplePath, toString: simplePath }')).toBe(inPath)
    },
  )

  test('headers and cookies bring the writer', () => {
    const one = group('H', false, parameter('limit', { style: 'simple' }))
    expect(constant({ headers: one })).toContain('parameters: writeParameters')
    expect(constant({ cookies: one })).toContain('parameters: writeParameters')
  })

  test('a DELETE without content is done when it is resent and finds nothing', () => {
    const nothing = { ...operation().result, readers: [] }
    expect(constant({ httpMethod: 'delete', result: nothing })).toContain('done: [404, 410]')
    expect(constant({ httpMethod: 'delete' })).not.toContain('done')
    expect(constant({ httpMethod: 'put', result: nothing })).not.toContain('done')
  })

  test('where 64-bit integers are bigints, bodies may hold them', () => {
    expect(constant({ body: body() }, { int64: 'bigint' })).toContain('body: bigintJsonBody')
  })

  test.each<[string, Partial<ParameterModel>, string]>([
    ['label', { style: 'label' }, '{ petId: labelPath }'],
    ['label with explode', { style: 'label', explode: true }, '{ petId: labelPathExploded }'],
    ['matrix', { style: 'matrix' }, '{ petId: matrixPath }'],
    [
      'matrix, renamed',
      { style: 'matrix', wireName: 'p' },
      "{ petId: (_name, value) => matrixPath('p', value) }",
    ],
    ['simple with explode', { explode: true }, '{ petId: simplePathExploded }'],
    ['json', { style: 'json' }, '{ petId: jsonPath }'],
    [
      'simple object',
      { names: 'n', content: 'any' },
      '{ petId: (name, value) => simplePath(name, toWire(value, n)) }',
    ],
    [
      'matrix object, renamed',
      { names: 'n', style: 'matrix', wireName: 'p' },
      "{ petId: (_name, value) => matrixPath('p', toWire(value, n)) }",
    ],
  ])('path style %s', (_, changes, expected) => {
    expect(constant({ pathParameters: [parameter('petId', changes)] })).toContain(`pathStyles: ${expected}`)
  })

  test.each<[string, Partial<BodyModel>, string]>([
    ['json', {}, 'body: jsonBody }'],
    [
      'json of its own type',
      { mediaType: 'application/a+json' },
      "(value) => ({ ...jsonBody(value), contentType: 'application/a+json' })",
    ],
    ['renamed', { names: 'petNames' }, '(value) => jsonBody(toWire(value, petNames))'],
    ['form', { kind: 'form', mediaType: 'application/x-www-form-urlencoded' }, 'body: formBody }'],
    [
      'multipart with encodings',
      { kind: 'multipart', encoding: { 'a-b': { contentType: "x'y", style: 'form', explode: false } } },
      "(value) => multipartBody(value, { 'a-b': { contentType: 'x\\'y', style: 'form', explode: false } })",
    ],
    ['binary', { kind: 'binary', mediaType: 'application/octet-stream' }, 'body: binaryBody }'],
    ['image', { kind: 'binary', mediaType: 'image/png' }, "(value) => binaryBody(value, 'image/png')"],
    ['text', { kind: 'text', mediaType: 'text/plain' }, 'body: textBody }'],
  ])('body %s', (_, changes, expected) => {
    expect(constant({ body: body(changes) })).toContain(expected)
  })

  test('headers and cookies always say their wire names', () => {
    const of = (changes: Partial<ParameterModel>) => {
      const list = group('G', false, parameter('xTag', { wireName: 'X-Tag', explode: false, ...changes }))
      return constant({ headers: list, cookies: list })
    }
    expect(of({})).toContain(
      "headers: { xTag: 'X-Tag' }, cookies: { xTag: { name: 'X-Tag', write: commaCookie } }",
    )
    expect(of({ explode: true })).toContain(
      "headers: { xTag: { name: 'X-Tag', write: simpleHeaderExploded } }, cookies: { xTag: 'X-Tag' }",
    )
    expect(of({ style: 'json' })).toContain(
      "write: jsonHeader } }, cookies: { xTag: { name: 'X-Tag', write: jsonCookie } }",
    )
    expect(of({ names: 'n' })).toContain('write: (name, value) => simpleHeader(name, toWire(value, n))')
  })

  test('errors are decoded by the most exact status that is declared', () => {
    const errors = [
      { status: 'default', type: type('A'), names: 'aNames' },
      { status: '4XX', type: type('B') },
      { status: '404', type: type('C'), names: 'cNames' },
    ]
    expect(constant({ errors })).toContain(
      '(body, status) => status === 404 ? fromWire(body, cNames) : Math.floor(status / 100) === 4 ? body : fromWire(body, aNames)',
    )
    expect(constant({ errors: errors.slice(0, 1) })).toContain('(body) => fromWire(body, aNames)')
    expect(constant({ errors: errors.slice(1, 2) })).not.toContain('decodeError')
  })

  test('answers are read by kind, and by media type where there are several', () => {
    const { result } = operation()
    const read = (changes: Partial<typeof result>, options?: { int64: 'bigint' }) =>
      constant({ result: { ...result, ...changes } }, options)
    expect(read({})).not.toContain('read')
    expect(read({ int64: true })).toContain('read: readExactJson')
    expect(read({ int64: true, names: 'petNames' }, { int64: 'bigint' })).toContain(
      'read: readJsonWithBigint, decode: (body) => fromWire(body, petNames)',
    )
    expect(read({ readers: [], accept: [] })).toContain('read: readNothing')
    expect(
      read({
        readers: [
          { mediaType: 'application/json', kind: 'json' },
          { mediaType: '*/*', kind: 'blob' },
        ],
        accept: ['application/json', '*/*'],
      }),
    ).toContain(
      "(response) => readByContentType([['application/json', readJson], ['*/*', readBlob]])(response), accept: 'application/json, */*'",
    )
  })

  test('an operation that takes back all security needs nothing', () => {
    expect(constant({ security: [] })).toContain('security: [[]]')
    expect(constant({ security: [] }, { security: [['a']] })).toContain('security: [[]]')
  })

  test('an operation does not repeat the security of its API', () => {
    expect(constant({ security: [['a'], ['b']] }, { security: [['a'], ['b']] })).not.toContain('security')
    expect(constant({ security: [] }, { security: [] })).not.toContain('security')
    expect(constant({ security: [['b']] }, { security: [['a'], ['b']] })).toContain("security: [['b']]")
  })

  test.each([
    ['/pets', false],
    ['/pets/{petId}', true],
    ['/pets/../owners', true],
    ['/pets/%2E%2e', true],
  ])('the path %s is expanded: %j', (path, expected) => {
    const printed = constant(path.includes('{') ? { path } : { path, pathParameters: [] })
    expect(printed.includes('expand: expandPath')).toBe(expected)
  })

  test('no call runs when the module is loaded', () => {
    expect(constant({ security: [['a', 'b'], []], body: body({ names: 'petNames' }) })).toBe(
      "{ id: 'getPet', method: 'GET', path: '/pets/{petId}', expand: expandPath, body: (value) => jsonBody(toWire(value, petNames)), security: [['a', 'b'], []] }",
    )
  })
})

describe('an idempotency key', () => {
  test('comes with a function, so that other operations do without', () => {
    const keyed = constant({
      httpMethod: 'post',
      retry: 'keyed',
      keyHeaders: ['Idempotency-Key', 'X-Idempotency-Key'],
    })
    expect(keyed).toContain(", keyed: idempotencyKey, keyHeaders: ['idempotency-key', 'x-idempotency-key']")
    expect(keyed).not.toContain('retry')
    expect(constant({ httpMethod: 'delete', retry: 'keyed', keyHeaders: ['Key'] })).toContain(
      "retry: 'keyed', keyed: idempotencyKey",
    )
    expect(constant({ httpMethod: 'post', retry: 'safe' })).toMatch(/, retry: 'safe' }$/)
    expect(constant({ httpMethod: 'post' })).not.toMatch(/retry|keyed/)
  })

  test('is told of in the documentation', () => {
    const printed = text({ httpMethod: 'delete', retry: 'keyed', keyHeaders: ['Key'] })
    expect(printed).toContain(' * Retried: yes, all attempts carry one idempotency key.\n')
  })
})
