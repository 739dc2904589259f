/** Bodies that are not what was declared. */
import { bomb, cut, text } from '../answers.ts'
import { check, outcomeOf, statusOf, told } from '../expect.ts'
import type { Answer } from '../fault-server.ts'
import type { Scenario, Scene } from '../scenario.ts'

/** A success that cannot be read must be an error of the client that says which answer it was. */
async function refuse({ subject, serve, connect }: Scene, answer: Answer): Promise<void> {
  const session = await connect(await serve(answer))
  const outcome = await outcomeOf(() => session.get('/things'))
  check(!outcome.isSuccess && subject.isOwnError(outcome.error), told(outcome))
  check(statusOf(outcome.error) === 200, `${told(outcome)}, without the status`)
}

export const html: Scenario = {
  id: '200-html',
  server: 'Answers 200 with an HTML page, as proxies and sign-in pages do.',
  expected: 'An error of the client that carries the status.',
  run: (scene) => refuse(scene, text(200, '<!doctype html><p>Sign in</p>', { 'content-type': 'text/html' })),
}

export const brokenJson: Scenario = {
  id: 'broken-json',
  server: 'Answers 200 with JSON that does not parse.',
  expected: 'An error of the client that carries the status.',
  run: (scene) => refuse(scene, text(200, '{"name": thing}', { 'content-type': 'application/json' })),
}

const reply = '{"name":"mine"}'

export const noContentWithBody: Scenario = {
  id: '204-with-a-body',
  server: 'Answers a DELETE with 204 and a body nevertheless, on a connection that it keeps open.',
  expected: 'The DELETE succeeds, and the next call gets its own answer.',
  async run({ serveRaw, connect }) {
    const server = await serveRaw(
      'HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{"name":"another"}',
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${reply.length}\r\n\r\n${reply}`,
    )
    const session = await connect(server)
    const deleted = await outcomeOf(() => session.delete('/things'))
    check(deleted.isSuccess, `the DELETE ${told(deleted)}`)
    const next = await outcomeOf(() => session.get('/things'))
    check(next.isSuccess && JSON.stringify(next.data) === reply, `the next call ${told(next)}`)
  },
}

export const wrongLength: Scenario = {
  id: 'wrong-content-length',
  server: 'Announces 1,000 bytes, sends JSON that is complete by itself, and closes the connection. Always.',
  expected: 'The call fails: what was cut off is no answer.',
  async run({ serve, connect }) {
    const session = await connect(await serve(cut('[1,2,3]')))
    const outcome = await outcomeOf(() => session.get('/things'))
    check(!outcome.isSuccess, told(outcome))
  },
}

export const gzipBomb: Scenario = {
  id: 'gzip-bomb',
  server: 'Answers with 130 kB of gzip that become 128 MiB of JSON.',
  expected: 'The call fails before it holds all of it.',
  boundMs: 20_000,
  async run({ serve, connect }) {
    const session = await connect(await serve(bomb(128)))
    const outcome = await outcomeOf(() => session.get('/things'))
    check(!outcome.isSuccess, told(outcome))
  },
}
