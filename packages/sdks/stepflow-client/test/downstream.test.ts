import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyWorkshop, type WorkshopCopy } from './support/workshop-copy.ts'

const source = 'packages/sdks/stepflow-client/src'

describe('a change of the server that breaks what stands on its client', () => {
  let workshop: WorkshopCopy
  beforeAll(async () => {
    workshop = await copyWorkshop()
  })
  afterAll(() => workshop?.[Symbol.asyncDispose]())

  it('is none where the document is as it is stored', async () => {
    await workshop.regenerate({})
    expect(await workshop.typeErrors()).toEqual([])
  })

  it.each<[string, Record<string, string>, readonly [file: string, name: string][]]>([
    [
      'a renamed operation',
      { '"operationId": "get_run_items"': '"operationId": "fetch_run_items"' },
      [
        ['client.ts', 'getItems'],
        ['runs/results.ts', 'getItems'],
      ],
    ],
    [
      'a renamed property of a request',
      { '"maxConcurrency"': '"parallel"' },
      [['runs/start-run.ts', 'maxConcurrency']],
    ],
    [
      'a property that is gone from an answer',
      { '"completedAt"': '"endedAt"' },
      [['runs/wait-for.ts', 'completedAt']],
    ],
    [
      'an event that is called otherwise',
      { '"runCompleted"': '"runEnded"' },
      [['runs/wait-for.ts', 'runCompleted']],
    ],
    [
      'a parameter that is gone',
      { '"name": "eventTypes"': '"name": "kinds"' },
      [['runs/run-events.ts', 'eventTypes']],
    ],
  ])('fails the type check, which names the place: %s', async (_title, replacements, places) => {
    await workshop.regenerate(replacements)
    const errors = await workshop.typeErrors()
    for (const [file, name] of places) {
      expect(errors).toContainEqual(expect.stringMatching(new RegExp(`^${source}/${file}\\(.*${name}`)))
    }
  })
})
