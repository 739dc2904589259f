/** Connections that break or fall silent, and answers that never end. */
import { cut, drip, json, reset, silence, stall } from '../answers.ts'
import { check, outcomeOf, told } from '../expect.ts'
import type { Answer } from '../fault-server.ts'
import type { Scenario, Scene } from '../scenario.ts'

const thing = { name: 'thing' }

/** A GET whose first attempt goes wrong must succeed with the second. */
async function getAfter({ serve, connect }: Scene, fault: Answer): Promise<void> {
  const session = await connect(await serve(fault, json(thing)))
  const outcome = await outcomeOf(() => session.get('/things'))
  check(outcome.isSuccess && JSON.stringify(outcome.data) === JSON.stringify(thing), told(outcome))
}

/** A GET that waits too long must end: by a second attempt, or by an error that callers can tell. */
async function endAfter({ subject, serve, connect }: Scene, fault: Answer): Promise<void> {
  const session = await connect(await serve(fault, json(thing)), { timeoutMs: 400 })
  const outcome = await outcomeOf(() => session.get('/things'))
  check(outcome.isSuccess || subject.isOwnError(outcome.error), told(outcome))
}

export const resetBeforeHeaders: Scenario = {
  id: 'reset-before-headers',
  server: 'Resets the connection instead of answering a GET; answers the second.',
  expected: 'The GET is sent again and succeeds.',
  run: (scene) => getAfter(scene, reset),
}

export const resetMidBody: Scenario = {
  id: 'reset-mid-body',
  server: 'Closes the connection within the body of a GET; answers the second.',
  expected: 'The GET is sent again and succeeds.',
  run: (scene) => getAfter(scene, cut('{"name":')),
}

export const noAnswer: Scenario = {
  id: 'no-answer',
  server: 'Takes a GET and says nothing; answers the second. The timeout is set to 400 ms.',
  expected: 'The call ends: by a second attempt, or by an error of the client.',
  run: (scene) => endAfter(scene, silence),
}

export const headersThenSilence: Scenario = {
  id: 'headers-then-silence',
  server: 'Sends headers, and then nothing more; answers the second. The timeout is set to 400 ms.',
  expected: 'The call ends: by a second attempt, or by an error of the client.',
  run: (scene) => endAfter(scene, stall()),
}

export const halfJsonThenSilence: Scenario = {
  id: 'half-json-then-silence',
  server: 'Sends headers and half a JSON body, and then nothing more. The timeout is set to 400 ms.',
  expected: 'The call ends: by a second attempt, or by an error of the client.',
  run: (scene) => endAfter(scene, stall('{"name":')),
}

export const slowDrip: Scenario = {
  id: 'slow-drip',
  server: 'Sends a body byte by byte, so that it is never idle and never done. The timeout is set to 400 ms.',
  expected: 'The call ends: the timeout covers the whole body.',
  run: (scene) => endAfter(scene, drip(20)),
}
