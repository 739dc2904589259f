import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isError, NotFoundError, StepflowError } from 'stepflow-api'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../../../../test/support/free-port.ts'
import { InvalidFlowError, StepflowClient, StepflowClientError } from '../src/index.ts'
import { startProxy } from './support/proxy.ts'
import { type ConnectedStepflow, connectStepflow, echoFlow } from './support/stepflow.ts'

const unknownId = '0'.repeat(64)
const thrown = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => error,
  )

describe('errors', () => {
  let stepflow: ConnectedStepflow
  beforeAll(async () => {
    stepflow = await connectStepflow()
  })
  afterAll(() => stepflow?.[Symbol.asyncDispose]())

  const broken = {
    name: 'broken',
    description: 'Refers to a step that is not there.',
    steps: [{ id: 'a', component: '/builtin/eval', input: { $step: 'b' } }],
    output: { $step: 'a' },
  }

  it('say what keeps a flow from being stored, place by place', async () => {
    const error = await thrown(stepflow.client.storeFlow(broken))
    expect(error).toBeInstanceOf(InvalidFlowError)
    expect(error.diagnostics).toContainEqual({
      level: 'fatal',
      text: expect.stringContaining('b'),
      path: expect.stringContaining('$.steps[0].input'),
      message: { type: 'undefinedStepReference', fromStep: 'a', referencedStep: 'b' },
    })
    expect(error.message).toMatch(/^the server does not take the flow "broken"\n {2}fatal at \$\.steps\[0\]/)
  })

  it.each(['run', 'submit'] as const)('carry the diagnostics out of %s', async (method) => {
    expect((await thrown(stepflow.client[method](broken, {}))).diagnostics).toHaveLength(1)
  })

  it('are diagnostics of validate', async () => {
    const { valid, errors } = await stepflow.client.validate(broken)
    expect(valid).toBe(false)
    expect(errors).toHaveLength(1)
  })

  it('tell errors, which do not keep a flow from being stored, from warnings', async () => {
    const odd = { ...echoFlow, description: null, steps: [{ id: 'said', component: 'no-slash' }] }
    const { valid, errors, warnings } = await stepflow.client.validate(odd)
    expect(valid).toBe(false)
    expect(errors.map(({ message }) => message?.type)).toEqual(['invalidComponent'])
    expect(warnings.map(({ message }) => message?.type)).toContain('missingFlowDescription')
    expect((await stepflow.client.storeFlow(odd)).diagnostics.length).toBe(errors.length + warnings.length)
  })

  it('name the fields of a flow of the wrong shape', async () => {
    const shapeless = JSON.parse('{ "name": "x", "steps": [{ "id": "a" }] }')
    const error = await thrown(stepflow.client.storeFlow(shapeless))
    expect(error).toBeInstanceOf(InvalidFlowError)
    expect(error).toMatchObject({ status: 422, diagnostics: [{ path: '$.steps[0].component' }] })
    expect((await stepflow.client.validate(shapeless)).errors).toEqual(error.diagnostics)
  })

  it('name the invalid fields of any other request', async () => {
    const { client } = stepflow
    const error = await thrown(client.submit(echoFlow, {}, { maxConcurrency: 0 }))
    expect(error).toMatchObject({
      name: 'RequestError',
      status: 422,
      diagnostics: [{ level: 'fatal', path: '$.maxConcurrency' }],
    })
    expect(error.message).toContain('fatal at $.maxConcurrency')
  })

  it('keep the error of stepflow-api as their cause', async () => {
    const { client } = stepflow
    const error = await thrown(client.getFlow(unknownId))
    expect(error).toBeInstanceOf(StepflowClientError)
    expect(error.cause).toBeInstanceOf(NotFoundError)
    expect(isError(error.cause, client.api.flows.get, 404) && error.cause.body.message).toContain(unknownId)
    expect(error.message).toBe(
      `cannot get the flow ${unknownId}: getFlow: status 404: ${error.cause.body.message}`,
    )
    expect(error.cause.attempts).toHaveLength(1)
  })

  it('keep a body that is no JSON', async () => {
    await using proxy = await startProxy(new URL(stepflow.server.url).origin, (line) =>
      line.startsWith('POST') ? { status: 400, body: 'the gateway is cross', type: 'text/plain' } : undefined,
    )
    await using client = await StepflowClient.connect(proxy.url)
    const error = await thrown(client.storeFlow(echoFlow))
    expect(error.message).toContain('the gateway is cross')
    expect(error.cause.body).toBe('the gateway is cross')
  })

  it('understand the diagnostics of newer servers, whose paths are text', async () => {
    const body = JSON.stringify({
      diagnostics: {
        diagnostics: [
          { level: 'fatal', text: 'No.', ignore: false, path: '$.steps[3]', message: { type: 'new' } },
        ],
        numFatal: 1,
        numError: 0,
        numWarning: 0,
      },
    })
    await using proxy = await startProxy(new URL(stepflow.server.url).origin, (line) =>
      line.startsWith('POST') ? { status: 200, body } : undefined,
    )
    await using client = await StepflowClient.connect(proxy.url)
    expect((await client.validate(echoFlow)).errors).toMatchObject([{ path: '$.steps[3]', text: 'No.' }])
  })
})

describe('connecting', () => {
  async function serve(status: number, type: string, body: string) {
    const server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': type }).end(body)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      [Symbol.asyncDispose]: async () => {
        server.close()
        server.closeAllConnections()
        await once(server, 'close')
      },
    }
  }

  it.each([
    ['a web page', 200, 'text/html', '<h1>Hello</h1>'],
    ['other JSON', 200, 'application/json', '{"status":"ok"}'],
    ['a list', 200, 'application/json', '[]'],
    ['nothing of the kind', 404, 'text/plain', 'Not Found'],
  ])('refuses a server that answers with %s', async (_title, status, type, body) => {
    await using server = await serve(status, type, body)
    const error = await thrown(StepflowClient.connect(server.url))
    expect(error.name).toBe('NotAStepflowServerError')
    expect(error.message).toContain(server.url)
  })

  it('tells a server that is down, or wants credentials, from one of another kind', async () => {
    await using locked = await serve(401, 'application/json', '{"message":"who are you?"}')
    expect(await thrown(StepflowClient.connect(locked.url))).toMatchObject({
      name: 'RequestError',
      status: 401,
    })
    const error = await thrown(StepflowClient.connect(`http://127.0.0.1:${await freePort()}`))
    expect(error.name).toBe('RequestError')
    expect(error.cause).toBeInstanceOf(StepflowError)
    expect(error.message).toMatch(/ECONNREFUSED/)
  })

  it.each([
    ['', '""'],
    ['localhost:7837', '"localhost:7837"'],
    ['ftp://localhost', '"ftp://localhost"'],
    ['http://ada:secret@localhost', 'the given URL'],
    ['http://localhost?key=secret', 'the given URL'],
    ['http://localhost#secret', 'the given URL'],
  ])('refuses the URL %j', async (url, name) => {
    await expect(StepflowClient.connect(url)).rejects.toThrow(
      `${name} is no base URL; give http(s)://host, without user, query and fragment`,
    )
  })

  it('asks for a URL where there is none', async () => {
    vi.stubEnv('STEPFLOW_URL', undefined)
    await expect(StepflowClient.connect()).rejects.toThrow('STEPFLOW_URL')
    vi.unstubAllEnvs()
  })

  it('keeps the password of a URL out of messages', async () => {
    const error = await thrown(StepflowClient.connect('http://ada:secret@127.0.0.1:9/'))
    expect(error).toBeInstanceOf(StepflowClientError)
    expect(error.message).not.toContain('secret')
  })
})
