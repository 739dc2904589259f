/** What must not be written down. */
import { failure, reset } from '../answers.ts'
import { check, outcomeOf, printed } from '../expect.ts'
import type { Answer } from '../fault-server.ts'
import type { Scenario, Scene } from '../scenario.ts'

const secret = 'sk-credential-of-the-caller'
const password = 'password-in-the-body'

/** Posts a secret, and is refused or reset; returns what printing the error shows. */
async function failWith({ connect, serve }: Scene, answer: Answer, log?: (line: string) => void) {
  const session = await connect(await serve(answer), { secret, ...(log && { log }) })
  const outcome = await outcomeOf(() => session.post('/things', { password }))
  check(!outcome.isSuccess, 'succeeded')
  return printed(outcome.error)
}

function refuseSecrets(text: string, where: string): void {
  check(!text.includes(secret), `wrote the credential into ${where}`)
  check(!text.includes(password), `wrote the request body into ${where}`)
}

export const secretsInErrors: Scenario = {
  id: 'secrets-in-errors',
  server: 'Refuses a POST with 400, and resets the next.',
  expected: 'The error, printed in any way, shows neither the credential nor the request body.',
  async run(scene) {
    refuseSecrets(await failWith(scene, failure(400)), 'the error')
    refuseSecrets(await failWith(scene, reset), 'the error of a lost connection')
  },
}

export const secretsInLogs: Scenario = {
  id: 'secrets-in-logs',
  server: 'Refuses a POST with 400; the client logs at its most talkative level.',
  expected: 'There are lines, and none shows the credential or the request body.',
  needs: ['log'],
  async run(scene) {
    const lines: string[] = []
    await failWith(scene, failure(400), (line) => lines.push(line))
    check(lines.length > 0, 'logged nothing')
    refuseSecrets(lines.join('\n'), 'its log')
  },
}
