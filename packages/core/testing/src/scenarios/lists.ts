/** Collections over several pages. */
import { failure, json } from '../answers.ts'
import { brief, check, outcomeOf } from '../expect.ts'
import type { Scenario, Scene } from '../scenario.ts'
import type { Session } from '../subject.ts'

const needs = ['list'] as const

function page({ subject }: Scene, ids: readonly string[], hasMore: boolean) {
  return json(subject.page?.(ids, hasMore))
}

async function read(session: Session) {
  const ids: string[] = []
  const outcome = await outcomeOf(async () => {
    for await (const { id } of session.list?.() ?? []) {
      ids.push(id)
      check(ids.length < 200, 'went round and round')
    }
  })
  const end = outcome.isSuccess ? 'ended as if complete' : `failed with ${brief(outcome.error)}`
  return { ids, outcome, told: `gave ${ids.length} items and ${end}` }
}

export const pages: Scenario = {
  id: 'list-503-between-pages',
  server: 'Answers the second of three pages with 503 first.',
  expected: 'Every item arrives once.',
  needs,
  async run(scene) {
    const answers = [
      page(scene, ['a', 'b'], true),
      failure(503),
      page(scene, ['c'], true),
      page(scene, ['d'], false),
    ]
    const { ids, outcome, told } = await read(await scene.connect(await scene.serve(...answers)))
    check(outcome.isSuccess && ids.join() === 'a,b,c,d', told)
  },
}

export const cursorLoop: Scenario = {
  id: 'cursor-loop',
  server: 'Answers every page with the same items, the same cursor, and the promise of more.',
  expected: 'The iteration fails instead of running for ever.',
  needs,
  async run(scene) {
    const { outcome, told } = await read(
      await scene.connect(await scene.serve(page(scene, ['a', 'b'], true))),
    )
    check(!outcome.isSuccess, told)
    check(outcome.error instanceof Error && outcome.error.name !== 'ExpectationError', 'went round and round')
  },
}
