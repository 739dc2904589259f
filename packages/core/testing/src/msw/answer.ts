import { complete } from './data/complete.ts'
import { createRandom, type Random } from './data/random.ts'
import type { Definitions } from './data/schema.ts'
import { nest } from './keys.ts'
import { pageOf } from './pages.ts'
import { answerMark, isStatusAnswer } from './respond-with.ts'
import { streamOf } from './streams.ts'
import type { AnswerEntry, Answers, OperationEntry } from './table.ts'

/** One request that is answered. */
export interface Exchange {
  readonly entry: OperationEntry
  readonly definitions: Definitions
  readonly request: Request
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Decides the data, together with the operation and its path parameters. */
  readonly seed: number
}

/** One answer that is made. */
export interface Making extends Exchange {
  readonly status: number
  readonly declared: AnswerEntry
  readonly random: Random
  readonly encode: (value: unknown) => unknown
}

const same = (value: unknown): unknown => value

/** Makes the response that an answer stands for. */
export function respond(answer: unknown, exchange: Exchange): Response {
  if (answer instanceof Response) return answer
  if (!isStatusAnswer(answer)) return success(firstSuccess(exchange.entry), answer, exchange)
  const { status, body, headers } = answer[answerMark]
  const isSuccess = status >= 200 && status < 300
  const response = isSuccess ? success(status, body, exchange) : failure(status, body, exchange)
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}

/** The status that an operation answers if all goes well: the first one with content, else the first one. */
function firstSuccess({ successes }: OperationEntry): number {
  const declared = Object.entries(successes)
  const [status = '204'] = declared.find(([, entry]) => entry !== null) ?? declared[0] ?? []
  return /^\d{3}$/.test(status) ? Number(status) : 200
}

function success(status: number, given: unknown, exchange: Exchange): Response {
  const { entry } = exchange
  const declared = declaredFor(entry.successes, status)
  if (declared === null) return new Response(null, { status })
  const making = makingOf(exchange, status, declared, entry.encode ?? same)
  if (entry.pages !== undefined) return json(pageOf(entry.pages, given, making), making)
  if (entry.stream !== undefined) return streamOf(entry.stream, given, making)
  if (declared.kind !== 'json') return plain(given, making)
  const keys = entry.result ?? []
  const wire = given === undefined ? undefined : making.encode(nest(keys, given))
  return json(made(wire, making, making.encode(nest(keys, making.params))), making)
}

function failure(status: number, given: unknown, exchange: Exchange): Response {
  const { entry } = exchange
  const declared = declaredFor(entry.errors, status)
  // What is declared nowhere has no names to translate.
  if (declared === null)
    return given === undefined ? new Response(null, { status }) : Response.json(given, { status })
  const encode = (value: unknown) => entry.encodeError?.(value, status) ?? value
  const making = makingOf(exchange, status, declared, encode)
  if (declared.kind !== 'json') return plain(given, making)
  return json(made(given === undefined ? undefined : encode(given), making), making)
}

function declaredFor(answers: Answers, status: number): AnswerEntry | null {
  const found = answers[status] ?? answers[`${Math.floor(status / 100)}XX`] ?? answers.default ?? null
  if (typeof found !== 'string') return found
  return { mediaType: 'application/json', kind: 'json', schema: { $ref: `#/$defs/${found}` } }
}

function makingOf(
  exchange: Exchange,
  status: number,
  declared: AnswerEntry,
  encode: (value: unknown) => unknown,
): Making {
  const { seed, entry, params } = exchange
  const random = createRandom(`${seed} ${entry.id} ${status} ${JSON.stringify(params)}`)
  return { ...exchange, status, declared, random, encode }
}

/** A value that fits what is declared, by wire names. */
export function made(given: unknown, { declared, definitions, random }: Making, hint?: unknown): unknown {
  return complete(declared.schema ?? true, given, { definitions, random, hint })
}

function json(value: unknown, { status, declared }: Making): Response {
  const type = declared.mediaType.includes('*') ? 'application/json' : declared.mediaType
  return new Response(jsonText(value), { status, headers: { 'content-type': type } })
}

/** JSON in which a bigint is a number, whatever its size. */
export function jsonText(value: unknown): string {
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }
  return (
    JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? rawJSON(String(each)) : each)) ?? 'null'
  )
}

function plain(given: unknown, { status, declared, random }: Making): Response {
  const content =
    given instanceof Blob || given instanceof Uint8Array || typeof given === 'string' ? given : undefined
  const text = String(complete({ type: 'string' }, undefined, { definitions: {}, random }))
  const fallback = declared.kind === 'bytes' ? 'application/octet-stream' : 'text/plain'
  const type = declared.mediaType.includes('*') ? fallback : declared.mediaType
  const body = (content ?? text) as string | Blob | Uint8Array<ArrayBuffer>
  return new Response(body, { status, headers: { 'content-type': type } })
}
