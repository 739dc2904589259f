import { describe, expect, it } from 'vitest'
import type { ApiConfig } from '../../src/config.ts'
import type { JsonObject } from '../../src/document/types.ts'
import { buildModel } from '../../src/model/build.ts'
import { functionName, nounForms, plural, typeName, words } from '../../src/model/words.ts'
import { answering, config, document, golden, operation, reference } from './support/build.ts'

describe('words', () => {
  it('make names for types and functions', () => {
    expect(['simple-user', 'HTTPStatus', 'foo.bar', '2fa_code', '🎉'].map((text) => typeName(text))).toEqual([
      'SimpleUser',
      'HTTPStatus',
      'FooBar',
      '_2faCode',
      'Type',
    ])
    expect(
      ['list_runs', 'HTTPStatus', 'API', 'repos/list-for-org', 'größe lesen', '🎉'].map(functionName),
    ).toEqual(['listRuns', 'httpStatus', 'api', 'reposListForOrg', 'größeLesen', ''])
    // Numbers that no identifier may hold, and a letter that is newer than TypeScript's tables.
    expect(['read m²', '½ ①', 'a𓑠b', '𓑠'].map(functionName)).toEqual(['readM2', '_121', 'aB', ''])
    expect(words('getHTTPRunItems2_now')).toEqual(['get', 'http', 'run', 'items2', 'now'])
  })

  it('know both numbers of a noun', () => {
    expect(['run', 'category', 'day', 'box', 'match', 'bus'].map(plural)).toEqual([
      'runs',
      'categories',
      'days',
      'boxes',
      'matches',
      'buses',
    ])
    expect(nounForms('runs')).toContain('run')
    expect(nounForms('categories')).toContain('category')
    expect(nounForms('status')).not.toContain('statu')
    expect(nounForms('analysis')).not.toContain('analysi')
  })
})

describe('names of operations', () => {
  const named = (extension: JsonObject, rest: Partial<ApiConfig> = {}) => {
    const get = answering('getCreditBalance', {}, { tags: ['money'], 'x-driftless-resource': extension })
    return buildModel(document({ paths: { '/credits/balance': { get } } }), { ...config, ...rest })
  }

  it('follow the extension, before the rule and after the config', async () => {
    const place = { resource: 'credits', method: 'balance' }
    const methods = { getCreditBalance: { method: 'left' } }
    expect(operation(await named(place), 'getCreditBalance')).toMatchObject({
      name: 'getCreditBalance',
      ...place,
    })
    expect(operation(await named(place, { methods }), 'getCreditBalance')).toMatchObject({
      resource: 'credits',
      method: 'left',
    })
    expect(operation(await named({ method: 'balance' }), 'getCreditBalance')).toMatchObject({
      resource: 'money',
      method: 'balance',
    })
  })

  it.each([
    [{ resource: 'withOptions' }, 'resource: "withOptions" cannot name a resource; choose another name.'],
    [{ method: 'constructor' }, 'method: "constructor" cannot name a method; choose another name.'],
    [{ method: 'get-it' }, 'method: "get-it" cannot name a method; choose another name.'],
  ])('refuse an extension that is no name: %j', async (extension, message) => {
    await expect(named(extension)).rejects.toThrow(
      `small.yaml at /paths/~1credits~1balance/get/x-driftless-resource/${message}`,
    )
  })

  it('follow tag and operationId', async () => {
    const { resources } = await golden('names')
    const names = resources.flatMap(({ name, operations }) =>
      operations.map(({ operationId, name: own, method }) => [operationId, own, `${name}.${method}`]),
    )
    expect(Object.fromEntries(names.map(([id, ...rest]) => [id, rest.join(' ')]))).toEqual({
      delete: 'deleteOperation default.delete',
      new: 'newOperation default.new',
      await: 'awaitOperation await.await',
      list_run_queues: 'listRunQueues runQueues.list',
      'RunQueue.create': 'runQueueCreate runQueues.create',
      createClient: 'createClientOperation runQueues.createClient',
      constructor: 'constructor runQueues.constructorOperation',
      health_check: 'healthCheck health.check',
      getRunItems: 'getRunItems runs.getItems',
      list_runs: 'listRuns runs.list',
      createRun: 'createRun runs.create',
      run: 'run runs.run',
      runs: 'runs runs.runs',
      größe_lesen: 'größeLesen größe.lesen',
      'read m²': 'readM2 größe.readM2',
      日本_取得: '日本取得 日本.取得',
      '🎉': 'getEmoji default.getEmoji',
      '123 numbers': '_123Numbers _123.numbers',
      get_old: 'getOld old.get',
      get_things: 'getThings untagged.getThings',
      get_root: 'getRoot default.getRoot',
    })
  })

  it('fall back to the whole name where two would be equal', async () => {
    const path = (operationId: string) => answering(operationId, { type: 'string' }, { tags: ['runs'] })
    const paths = {
      '/a': { get: path('getRun') },
      '/b': { get: path('getRuns') },
      '/c': { get: path('listRuns') },
    }
    const { resources } = await buildModel(document({ paths }), config)
    expect(resources[0]?.operations.map(({ method }) => method)).toEqual(['getRun', 'getRuns', 'list'])
  })

  it('are the config’s where it names them', async () => {
    const { resources } = await golden('names', {
      resources: { Run: 'executions' },
      methods: { createRun: { method: 'start', name: 'startRun' }, health_check: { resource: 'system' } },
    })
    const executions = resources.find(({ name }) => name === 'executions')
    expect(executions?.operations.map(({ method }) => method)).toContain('start')
    expect(executions?.operations.map(({ name }) => name)).toContain('startRun')
    expect(resources.find(({ name }) => name === 'system')?.operations).toHaveLength(1)
  })

  it('must not meet in one function', async () => {
    const paths = {
      '/a': { get: answering('get_run', { type: 'string' }) },
      '/b': { get: answering('getRun', { type: 'string' }) },
    }
    const error = await buildModel(document({ paths }), config).catch((reason: unknown) => reason)
    expect(String(error)).toContain('small.yaml at /paths/~1b/get')
    expect(String(error)).toContain('"get_run" at /paths/~1a/get')
  })
})

describe('resources', () => {
  it('have classes and files that collide with nothing', async () => {
    const tagged = (tag: string, id: string) => answering(id, reference('Things'), { tags: [tag] })
    const paths = {
      '/a': { get: tagged('things', 'a') },
      '/b': { get: tagged('aux', 'b') },
      '/c': { get: tagged('fooBar', 'c') },
      '/d': { get: tagged('foo', 'd') },
      '/e': { get: tagged('Error', 'e') },
      '/f': { get: tagged('request', 'f') },
    }
    const schemas = { Things: { type: 'object', properties: { a: { type: 'string' } } } }
    const { resources } = await buildModel(document({ paths, schemas }), config)
    expect(resources.map(({ name, className, fileName }) => [name, className, fileName])).toEqual([
      ['aux', 'Aux', 'aux-resource'],
      ['error', 'ErrorResource', 'error'],
      ['foo', 'Foo', 'foo'],
      ['fooBar', 'FooBar', 'foo-bar'],
      ['requestResource', 'RequestResource', 'request-resource'],
      ['things', 'ThingsResource', 'things'],
    ])
  })

  it('are described by their tags', async () => {
    const { resources } = await golden('names')
    expect(resources.find(({ name }) => name === 'runQueues')?.description).toBe('What is waiting.')
    expect(operation(await golden('names'), 'get_old')).toMatchObject({
      deprecated: true,
      summary: 'The old way.',
    })
  })
})
