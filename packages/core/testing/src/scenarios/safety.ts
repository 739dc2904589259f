/** What must not be carried out twice. */
import { failure, json, reset, text } from '../answers.ts'
import { check, outcomeOf, told } from '../expect.ts'
import type { Answer } from '../fault-server.ts'
import type { Scenario, Scene } from '../scenario.ts'

/** A server that carries out each POST once per key, and answers the first one badly. */
async function ledgerOf(scene: Scene, badAnswer: Answer) {
  /** A request without a key has its own number for one. */
  const ledger = new Set<unknown>()
  let requests = 0
  const commit: Answer = (response, request, received) => {
    const { headers } = received
    ledger.add(headers['idempotency-key'] ?? headers['x-idempotency-key'] ?? requests)
    return (requests++ === 0 ? badAnswer : json({ id: 'created' }, 201))(response, request, received)
  }
  return { ledger, server: await scene.serve(commit) }
}

/** A POST that was carried out, but not answered well, must not be carried out again. */
async function postOnly(scene: Scene, badAnswer: Answer): Promise<void> {
  const { ledger, server } = await ledgerOf(scene, badAnswer)
  const session = await scene.connect(server)
  await outcomeOf(() => session.post('/things', { amount: 5 }))
  check(ledger.size === 1, `was carried out ${ledger.size} times`)
}

export const postReset: Scenario = {
  id: 'post-reset-after-commit',
  server: 'Carries a POST out and resets the connection. It knows idempotency keys.',
  expected: 'The POST is not carried out again: it fails, or is sent again with the same key.',
  run: (scene) => postOnly(scene, reset),
}

export const postUnavailable: Scenario = {
  id: 'post-503-after-commit',
  server: 'Carries a POST out and answers 503. It knows idempotency keys.',
  expected: 'The POST is not carried out again: it fails, or is sent again with the same key.',
  run: (scene) => postOnly(scene, failure(503)),
}

export const keyedPost: Scenario = {
  id: 'post-with-a-key',
  server: 'Carries a POST out and resets the connection. It knows idempotency keys, which the client makes.',
  expected: 'The POST is sent again with the same key, and succeeds.',
  needs: ['idempotency'],
  async run(scene) {
    const { ledger, server } = await ledgerOf(scene, reset)
    const session = await scene.connect(server)
    const outcome = await outcomeOf(async () => session.postOnce?.({ amount: 5 }))
    check(outcome.isSuccess, told(outcome))
    check(ledger.size === 1, `was carried out ${ledger.size} times`)
  },
}

export const deleteAgain: Scenario = {
  id: 'delete-resent-after-success',
  server: 'Carries a DELETE out and resets the connection; answers the second with 404.',
  expected: 'The call succeeds: what was to be deleted is gone.',
  async run({ serve, connect }) {
    const session = await connect(await serve(reset, failure(404)))
    const outcome = await outcomeOf(() => session.delete('/things'))
    check(outcome.isSuccess, told(outcome))
  },
}

export const deleteMissing: Scenario = {
  id: 'delete-of-what-never-was',
  server: 'Answers the first DELETE with 404.',
  expected: 'The call fails: only a DELETE that was sent before may take this for success.',
  async run({ serve, connect }) {
    const session = await connect(await serve(failure(404), text(204, '')))
    const outcome = await outcomeOf(() => session.delete('/things'))
    check(!outcome.isSuccess, told(outcome))
  },
}
