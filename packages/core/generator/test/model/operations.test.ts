import { describe, expect, it } from 'vitest'
import { buildModel } from '../../src/model/build.ts'
import type { ParameterModel } from '../../src/model/types.ts'
import { config, document, golden, operation } from './support/build.ts'

function styles(parameters: readonly ParameterModel[]): Record<string, string> {
  return Object.fromEntries(
    parameters.map(({ name, wireName, style, explode, allowReserved }) => {
      const spelled = `${style}${explode ? ' exploded' : ''}${allowReserved ? ' reserved' : ''}`
      return [name, wireName === name ? spelled : `${wireName} ${spelled}`]
    }),
  )
}

describe('parameters', () => {
  it('of a path stand in its order, with TypeScript names in the template', async () => {
    const { path, wirePath, pathParameters, query } = operation(await golden('parameters'), 'get_simple')
    expect(wirePath).toBe('/simple/{user_id}/{list}/{object}/{exploded}')
    expect(path).toBe('/simple/{userId}/{list}/{object}/{exploded}')
    expect(styles(pathParameters)).toEqual({
      userId: 'user_id simple',
      list: 'simple',
      object: 'simple',
      exploded: 'simple exploded',
    })
    expect(pathParameters.map(({ type }) => type.text)).toEqual([
      'string',
      'string[]',
      'GetSimpleObject',
      'GetSimpleExploded',
    ])
    expect(pathParameters[0]?.description).toBe('Who it is.')
    // The operation's own declaration goes before the path's.
    expect(query?.parameters.map(({ wireName, required }) => [wireName, required])).toEqual([
      ['trace_level', true],
      ['shared_flag', false],
    ])
    expect(query).toMatchObject({ type: 'GetSimpleQuery', required: true })
  })

  it('have the styles of their locations, with defaults', async () => {
    const model = await golden('parameters')
    const { query } = operation(model, 'search_query')
    expect(styles(query?.parameters ?? [])).toMatchObject({
      formValue: 'form_value form exploded',
      commaList: 'comma_list form',
      spaceList: 'space_list spaceDelimited',
      pipeList: 'pipe_list pipeDelimited',
      pipeDefault: 'pipe_default pipeDelimited',
      deepObject: 'deep_object deepObject exploded',
      reservedValue: 'reserved_value form exploded reserved',
      jsonValue: 'json_value json',
      ids: 'ids[] form exploded',
      same_name: 'form exploded',
      sameName: 'form exploded',
    })
    const { headers, cookies } = operation(model, 'get_headers')
    expect(styles(headers?.parameters ?? [])).toEqual({
      xRequestTag: 'X-Request-Tag simple',
      xList: 'X-List simple',
      xObject: 'X-Object simple exploded',
      xJson: 'X-Json json',
      same: 'simple',
    })
    expect(styles(cookies?.parameters ?? [])).toMatchObject({ sessionId: 'session_id form exploded' })
    expect(styles(operation(model, 'get_matrix').pathParameters)).toEqual({
      value: 'matrix',
      list: 'matrix',
      exploded: 'matrix exploded',
    })
    expect(styles(operation(model, 'get_label').pathParameters)).toMatchObject({ exploded: 'label exploded' })
    expect(styles(operation(model, 'get_json').pathParameters)).toEqual({ filterSpec: 'filter_spec json' })
  })

  it('name the table that their objects are translated with', async () => {
    const { query } = operation(await golden('parameters'), 'search_query')
    const named = query?.parameters.filter(({ names }) => names !== undefined)
    expect(named?.map(({ name, names }) => [name, names])).toEqual([
      ['deepObject', 'deepFilterNames'],
      ['formObject', 'deepFilterNames'],
      ['jsonValue', 'deepFilterNames'],
    ])
  })

  it('leave headers to the client that it sets itself', async () => {
    const model = await golden('parameters')
    expect(model.notices.map(({ message }) => message.split('"')[1])).toEqual([
      'Accept',
      'content-type',
      'Authorization',
    ])
  })
})

describe('request bodies', () => {
  it('get one operation for each way of writing them, the preferred one first', async () => {
    const model = await golden('bodies')
    const notes = model.resources.find(({ name }) => name === 'notes')
    const bodies = notes?.operations.filter(({ operationId }) => operationId === 'create_note')
    expect(bodies?.map(({ name, method, body }) => [name, method, body?.kind, body?.mediaType])).toEqual([
      ['createNote', 'create', 'json', 'application/json'],
      ['createNoteAsMultipart', 'createAsMultipart', 'multipart', 'multipart/form-data'],
      ['createNoteAsForm', 'createAsForm', 'form', 'application/x-www-form-urlencoded'],
      ['createNoteAsBinary', 'createAsBinary', 'binary', 'application/octet-stream'],
      ['createNoteAsText', 'createAsText', 'text', 'text/plain'],
    ])
    expect(model.notices.map(({ message }) => message.split('"')[1])).toEqual([
      'application/vnd.note+json',
      'application/xml',
    ])
  })

  it('keep how single properties are encoded', async () => {
    const model = await golden('bodies')
    expect(operation(model, 'upload_file').body).toMatchObject({
      kind: 'multipart',
      type: { text: 'UploadFileBody', references: ['UploadFileBody'] },
      names: 'uploadFileBodyNames',
      required: true,
      description: 'The file.',
      encoding: {
        meta_data: { contentType: 'application/json' },
        profile_image: { contentType: 'image/png, image/jpeg' },
        tag_names: { style: 'form', explode: false },
      },
    })
    expect(operation(model, 'log_in').body?.encoding).toEqual({
      comma_list: { style: 'form', explode: false },
      deep_value: { style: 'deepObject', explode: true },
    })
  })

  it('are bytes, text or anything where no schema says more', async () => {
    const model = await golden('bodies')
    expect(operation(model, 'put_blob').body?.type.text).toContain('Blob')
    expect(operation(model, 'post_image').body).toMatchObject({ mediaType: 'image/png', required: false })
    expect(operation(model, 'post_text').body).toMatchObject({ kind: 'text', type: { text: 'string' } })
    expect(operation(model, 'post_anything').body).toMatchObject({ kind: 'json', type: { text: 'unknown' } })
  })
})

describe('results', () => {
  it('join the types of all successes', async () => {
    const { result, errors, errorsType } = operation(await golden('responses'), 'get_run')
    expect(result).toMatchObject({
      type: { text: 'FinishedRun | RunningRun | undefined', references: ['FinishedRun', 'RunningRun'] },
      readers: [{ mediaType: 'application/json', kind: 'optionalJson' }],
      accept: ['application/json'],
      names: 'getRunResultNames',
      description: 'Finished.',
    })
    expect(errors.map(({ status, type, names }) => [status, type.text, names])).toEqual([
      ['404', 'NotFound', 'notFoundNames'],
      ['4XX', 'ClientError', 'clientErrorNames'],
      ['default', 'GetRunDefaultResponse', 'getRunDefaultResponseNames'],
    ])
    expect(errorsType).toBe('GetRunErrors')
  })

  it('are read by media type', async () => {
    const model = await golden('responses')
    const summary = (operationId: string) => {
      const { type, readers, accept } = operation(model, operationId).result
      return [type.text, readers.map(({ kind }) => kind).join(), accept.join()]
    }
    expect(summary('export_all')).toEqual([
      'FinishedRun[] | Blob | string',
      'json,blob,text',
      'application/json,application/pdf,text/csv',
    ])
    expect(summary('stream_run_events')).toEqual(['string', 'events', 'text/event-stream'])
    expect(summary('get_nothing')).toEqual(['void', 'nothing', ''])
    expect(summary('get_redirect')).toEqual(['void', 'nothing', ''])
    expect(summary('delete_run')).toEqual(['void', 'nothing', ''])
    expect(summary('create_run')).toEqual(['RunningRun', 'json', 'application/json'])
    expect(summary('get_untyped')).toEqual(['GetUntypedResponse', 'json', '*/*'])
  })

  it('come from default only where nothing else is a success', async () => {
    const model = await golden('responses')
    expect(operation(model, 'get_only_default').result.type.text).toBe('GetOnlyDefaultResponse')
    expect(operation(model, 'get_only_default').errors.map(({ status }) => status)).toEqual(['default'])
  })

  it('say whether 64-bit integers may come', async () => {
    const model = await golden('int64')
    expect(operation(model, 'get_counter').result.int64).toBe(true)
    expect(operation(model, 'get_plain').result.int64).toBe(false)
  })
})

describe('security', () => {
  it('keeps alternatives and what is needed together', async () => {
    const model = await golden('security')
    const security = (operationId: string) => operation(model, operationId).security
    expect(security('get_default')).toEqual([['bearer_token']])
    expect(security('get_either')).toEqual([['bearer_token'], ['app_id', 'header_key']])
    expect(security('get_optional')).toEqual([['query_key'], []])
    expect(security('get_public')).toEqual([])
    expect(security('get_unsupported')).toEqual([['client_certificate'], ['signed']])
    expect(operation(await golden('names'), 'delete').security).toBeUndefined()
  })

  it('has options for the schemes that a client can serve', async () => {
    const model = await golden('security')
    expect(model.securitySchemes).toEqual([
      { kind: 'apiKey', name: 'app_id', option: 'appId', in: 'header', parameter: 'X-App-Id' },
      { kind: 'bearer', name: 'bearer_token', option: 'bearerToken', description: 'A token.' },
      { kind: 'apiKey', name: 'cookie_key', option: 'cookieKey', in: 'cookie', parameter: 'session' },
      { kind: 'apiKey', name: 'header_key', option: 'headerKey', in: 'header', parameter: 'X-Api-Key' },
      { kind: 'bearer', name: 'oauth', option: 'oauth' },
      { kind: 'bearer', name: 'oidc', option: 'oidc' },
      { kind: 'apiKey', name: 'query_key', option: 'queryKey', in: 'query', parameter: 'api_key' },
      { kind: 'basic', name: 'user_password', option: 'userPassword' },
    ])
    expect(model.notices.map(({ pointer }) => pointer)).toEqual([
      '/components/securitySchemes/client_certificate',
      '/components/securitySchemes/signed',
    ])
  })
})

it('leaves the body of a GET out with a notice: fetch would refuse to send it', async () => {
  const content = { 'application/json': { schema: { type: 'object' } } }
  const operationOf = (operationId: string) => ({
    operationId,
    requestBody: { content },
    responses: { 200: { description: 'Done.' } },
  })
  const { resources, notices } = await buildModel(
    document({
      paths: { '/search': { get: operationOf('searchByGet'), post: operationOf('searchByPost') } },
    }),
    config,
  )
  const operations = resources.flatMap((resource) => resource.operations)
  expect(operations.map(({ name, body }) => [name, body?.kind])).toEqual([
    ['searchByGet', undefined],
    ['searchByPost', 'json'],
  ])
  expect(notices).toEqual([
    {
      pointer: '/paths/~1search/get/requestBody',
      message: 'the body is left out: fetch sends none with GET and HEAD.',
    },
  ])
})

it('an operation that fetch cannot send is left out with a notice', async () => {
  const responses = { 200: { description: 'Done.' } }
  const { resources, notices } = await buildModel(
    document({
      paths: {
        '/echo': {
          trace: { operationId: 'traceEcho', responses },
          get: { operationId: 'getEcho', responses },
        },
      },
    }),
    config,
  )
  expect(resources.flatMap(({ operations }) => operations.map(({ name }) => name))).toEqual(['getEcho'])
  expect(notices).toEqual([
    { pointer: '/paths/~1echo/trace', message: 'the operation is left out: fetch sends no TRACE.' },
  ])
})
