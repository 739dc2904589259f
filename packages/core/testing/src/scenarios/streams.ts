/** Server-sent events, cut and delayed in every way. */
import { events, failure, type StreamEnd } from '../answers.ts'
import { brief, check, eventually, outcomeOf, statusOf } from '../expect.ts'
import type { Answer } from '../fault-server.ts'
import type { Scenario, Scene } from '../scenario.ts'
import type { Session, SubjectEvent } from '../subject.ts'

/** An event with a number; lines of data are split at `|`. */
function eventText({ subject }: Scene, step: number, data = `{"sequence":${step},|"step":${step}}`): string {
  const lines = data.split('|').map((line) => `data: ${line}`)
  return `id: ${step}\nevent: ${subject.events?.name}\n${lines.join('\n')}\n\n`
}

/** An event in a single line of data. */
function oneLine(scene: Scene, step: number): string {
  return eventText(scene, step, `{"sequence":${step},"step":${step}}`)
}

function lastText({ subject }: Scene, sequence: number): string {
  return subject.events?.last(sequence) ?? ''
}

/** The numbers of a stream's events up to its end, and what it ended by. */
async function read(session: Session) {
  const steps: unknown[] = []
  const names = new Set<string | undefined>()
  const outcome = await outcomeOf(async () => {
    for await (const { data, event } of session.stream?.() ?? []) {
      const { step } = (data ?? {}) as { step?: unknown }
      if (step === undefined) continue
      steps.push(step)
      names.add(event)
      check(steps.length < 1_000, 'gave the same events without end')
    }
  })
  const end = outcome.isSuccess ? 'ended as if complete' : `failed with ${brief(outcome.error)}`
  return { steps: steps.join(), names, outcome, told: `gave [${steps.join()}] and ${end}` }
}

/** A stream that must come out whole, whatever its chunks look like. */
async function expectSteps(scene: Scene, chunks: readonly string[], expected: string): Promise<void> {
  const { subject, serve, connect } = scene
  const { steps, names, outcome, told } = await read(await connect(await serve(events(chunks))))
  check(outcome.isSuccess && steps === expected, told)
  const isNamed = !subject.events?.named || (names.size === 1 && names.has(subject.events.name))
  check(isNamed, `named events ${brief([...names])}`)
}

const needs = ['stream'] as const

export const crlfSplit: Scenario = {
  id: 'sse-crlf-split',
  server: 'Ends lines with CR LF, and sends CR and LF in different chunks, also between two lines of data.',
  expected: 'Every event arrives whole, with its name.',
  needs,
  run: (scene) => {
    const text = [eventText(scene, 1), eventText(scene, 2), lastText(scene, 3)].join('')
    const chunks = text.replaceAll('\n', '\r\n').split(/(?<=\r)/)
    return expectSteps(scene, chunks, '1,2')
  },
}

export const multiLineData: Scenario = {
  id: 'sse-multi-line-data',
  server: 'Spreads the JSON of an event over several lines of data.',
  expected: 'The lines are put together.',
  needs,
  run: (scene) => {
    const data = '{|"sequence":1,||"step":1|}'
    return expectSteps(scene, [eventText(scene, 1, data), lastText(scene, 2)], '1')
  },
}

export const commentFlood: Scenario = {
  id: 'sse-comment-flood',
  server: 'Sends 20,000 comments before an event, and some within it.',
  expected: 'Nothing but the event arrives.',
  needs,
  run: (scene) => {
    const flood = `${': still here\n\n'.repeat(10_000)}${':\n'.repeat(10_000)}`
    const event = oneLine(scene, 1).replace('\ndata', '\n: within\ndata')
    return expectSteps(scene, [flood, event, flood, lastText(scene, 2)], '1')
  },
}

/** A stream that is left early, by one chunk after a whole event. */
async function readCut(scene: Scene, end: StreamEnd, settings = {}) {
  const chunks = [oneLine(scene, 1), oneLine(scene, 2).slice(0, -8)]
  return read(await scene.connect(await scene.serve(events(chunks, end)), settings))
}

export const cutMidEvent: Scenario = {
  id: 'sse-cut-mid-event',
  server: 'Closes the connection within the second event, whenever it is asked.',
  expected: 'The stream fails; the half event is not handed out, nor the first one twice.',
  needs,
  async run(scene) {
    const { steps, outcome, told } = await readCut(scene, 'cut')
    check(!outcome.isSuccess && steps === '1', told)
  },
}

export const endMidEvent: Scenario = {
  id: 'sse-end-mid-event',
  server: 'Ends the answer properly, but within the second event, whenever it is asked.',
  expected: 'The stream fails; it is not taken for complete.',
  needs,
  async run(scene) {
    const { steps, outcome, told } = await readCut(scene, 'end')
    check(!outcome.isSuccess && steps === '1', told)
  },
}

export const endBeforeLast: Scenario = {
  id: 'sse-end-before-last-event',
  server:
    'Ends the answer properly between two events, and never sends the event that ends a stream of its API.',
  expected: 'The stream fails; it is not taken for complete.',
  needs: ['stream', 'terminal'],
  async run(scene) {
    const server = await scene.serve(events([oneLine(scene, 1)]))
    const { steps, outcome, told } = await read(await scene.connect(server))
    check(!outcome.isSuccess && steps === '1', told)
  },
}

export const stalledStream: Scenario = {
  id: 'sse-stall',
  server: 'Falls silent after the first event, whenever it is asked. All timeouts are set to 400 ms.',
  expected: 'The stream fails instead of waiting for ever.',
  needs,
  async run(scene) {
    const settings = { timeoutMs: 400, idleTimeoutMs: 400 }
    const { outcome, told } = await readCut(scene, 'silence', settings)
    check(!outcome.isSuccess, told)
  },
}

export const reconnect: Scenario = {
  id: 'sse-reconnect',
  server: 'Closes the connection after two events; goes on behind the one that the client names as its last.',
  expected: 'Every event arrives once, and the stream ends as it should.',
  needs,
  async run(scene) {
    const answer: Answer = (response, request, received) => {
      const since = new URL(received.url, 'http://server').searchParams.get('since')
      const isResumed = [received.headers['last-event-id'], since].includes('2')
      const steps = isResumed ? [3] : [1, 2]
      const chunks = steps.map((step) => oneLine(scene, step))
      if (isResumed) chunks.push(lastText(scene, 4))
      return events(chunks, isResumed ? 'end' : 'cut')(response, request, received)
    }
    const { steps, outcome, told } = await read(await scene.connect(await scene.serve(answer)))
    check(outcome.isSuccess && steps === '1,2,3', told)
  },
}

export const unauthorizedStream: Scenario = {
  id: 'sse-401',
  server: 'Refuses the stream with 401, for ever.',
  expected: 'The stream fails with 401 after two requests at most.',
  needs,
  async run({ serve, connect }) {
    const server = await serve(failure(401))
    const { outcome, told } = await read(await connect(server))
    check(!outcome.isSuccess && statusOf(outcome.error) === 401, told)
    check(server.received.length <= 2, `asked ${server.received.length} times`)
  },
}

export const leftStream: Scenario = {
  id: 'sse-break',
  server: 'Sends an event and keeps the stream open; the caller leaves it.',
  expected: 'The connection is closed.',
  needs,
  async run(scene) {
    const server = await scene.serve(events([oneLine(scene, 1)], 'silence'))
    const session = await scene.connect(server)
    for await (const _event of session.stream?.() ?? []) break
    check(
      await eventually(() => server.received.every((received) => received.isClosed())),
      'held its connection',
    )
  },
}

export const abortedStream: Scenario = {
  id: 'sse-abort',
  server: 'Sends an event and keeps the stream open; the caller aborts.',
  expected: 'The stream fails: who reads it can tell that it is not complete.',
  needs: ['stream', 'signal'],
  async run(scene) {
    const session = await scene.connect(await scene.serve(events([oneLine(scene, 1)], 'silence')))
    const controller = new AbortController()
    const seen: SubjectEvent[] = []
    const outcome = await outcomeOf(async () => {
      for await (const event of session.stream?.({ signal: controller.signal }) ?? []) {
        seen.push(event)
        controller.abort()
      }
    })
    check(seen.length > 0, 'gave no event')
    check(!outcome.isSuccess, 'ended as if complete')
  },
}
