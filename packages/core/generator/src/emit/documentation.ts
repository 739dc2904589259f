import type { ErrorModel, OperationModel, RetryClass } from '../model/types.ts'
import { type Argument, optionGroups } from './signature.ts'
import { commentText, firstSentence, literal } from './text.ts'

const retryText: Readonly<Record<RetryClass, string>> = {
  safe: 'Retried: yes, carrying it out twice does no harm.',
  keyed: 'Retried: yes, all attempts carry one idempotency key.',
  never: 'Retried: only where it surely was not carried out before.',
}

const streamText: Readonly<Record<RetryClass, string>> = {
  safe: 'Streams: connects when it is read, and goes on behind the last event where the connection is lost.',
  keyed:
    'Streams: connects when it is read, with one idempotency key; a connection that is lost is not made again.',
  never: 'Streams: connects when it is read; a connection that is lost is not made again.',
}

const pagesText =
  'Pages: awaited, it gives one; `for await`, `pages()` and `take(count)` ask for the following ones when they are needed.'

const classByStatus: Readonly<Record<string, string>> = {
  400: 'BadRequestError',
  401: 'AuthenticationError',
  403: 'PermissionDeniedError',
  404: 'NotFoundError',
  409: 'ConflictError',
  422: 'UnprocessableEntityError',
  429: 'RateLimitError',
}

/** Name of the runtime's class for an answer with this status, range or `default`. */
export function errorClass(status: string): string {
  return classByStatus[status] ?? (status.startsWith('5') ? 'ServerError' : 'APIError')
}

/** The document's own words for what an operation does, still unescaped: the first sentence, and what follows it. */
export function effect(operation: OperationModel): { readonly first: string; readonly rest: string } {
  const summary = (operation.summary ?? '').trim()
  const description = (operation.description ?? '').trim()
  if (summary === '' && description === '') {
    return { first: `Calls \`${operation.httpMethod.toUpperCase()} ${operation.wirePath}\`.`, rest: '' }
  }
  const first = summary === '' ? firstSentence(description) : summary
  const stem = first.replace(/\.$/, '')
  const rest = description.startsWith(stem)
    ? description.slice(stem.length).replace(/^\.?\s*/, '')
    : description
  return { first: sentence(first), rest }
}

function sentence(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return /[.!?:。]$/u.test(line) ? line : `${line}.`
}

/**
 * Lines of an operation's documentation: effect, retry class, parameters, errors, one example.
 *
 * @param call how the operation is called, such as `client.runs.get`
 * @param first arguments before those of the operation
 */
export function operationLines(
  operation: OperationModel,
  list: readonly Argument[],
  call: string,
  first: readonly string[] = [],
): string[] {
  const { first: headline, rest } = effect(operation)
  const lines = [oneLine(headline), '']
  if (rest !== '') lines.push(commentText(rest), '')
  lines.push((operation.stream ? streamText : retryText)[operation.retry], '')
  if (operation.pagination) lines.push(pagesText, '')
  if (first.includes('client')) lines.push('@param client made by `createClient`')
  lines.push(...list.flatMap((argument) => parameterLine(argument, operation)))
  const returns = oneLine(operation.result.description)
  if (returns !== '' && operation.result.type.text !== 'void') lines.push(`@returns ${returns}`)
  lines.push(...operation.errors.map(errorLine))
  if (operation.result.unwrap?.notFound) lines.push('@throws NotFoundError where the server answers null')
  if (operation.pagination) lines.push('@throws PaginationError where the server leads in a circle')
  if (operation.stream) lines.push('@throws StreamTruncatedError where it ends early')
  if (operation.deprecated) lines.push('@deprecated')
  lines.push('@example', example(operation, list, call, first))
  return lines
}

function oneLine(text: string | undefined): string {
  return commentText(text ?? '').replace(/\s+/g, ' ')
}

function parameterLine(argument: Argument, operation: OperationModel): string[] {
  if (argument.role === 'options') {
    const groups = optionGroups(operation).map(([name]) => `\`${name}\``)
    return groups.length === 0 ? [] : [`@param options settings of this call, and ${groups.join(' and ')}`]
  }
  const text = oneLine(argument.description)
  return text === '' ? [] : [`@param ${argument.name} ${text}`]
}

function errorLine({ status, description }: ErrorModel): string {
  const text = oneLine(description)
  return `@throws ${errorClass(status)} (${status})${text === '' ? '' : `: ${text}`}`
}

/** One call with everything that is required: literals for simple arguments, names for the others. */
export function exampleCall(list: readonly Argument[], call: string, first: readonly string[] = []): string {
  const lastRequired = list.findLastIndex((argument) => !argument.optional)
  const given = list.slice(0, lastRequired + 1).map(exampleValue)
  return `${call}(${[...first, ...given].join(', ')})`
}

/** A statement that calls an operation and takes its result. */
export function example(
  operation: OperationModel,
  list: readonly Argument[],
  call: string,
  first: readonly string[] = [],
): string {
  const called = exampleCall(list, call, first)
  if (operation.stream) return `for await (const event of ${called}) console.log(event)`
  if (operation.pagination) return `for await (const item of ${called}) console.log(item)`
  const result = operation.result.type.text === 'void' ? '' : 'const result = '
  return `${result}await ${called}`
}

function exampleValue({ name, role, type, optional }: Argument): string {
  if (optional) return 'undefined'
  if (role !== 'path') return name
  if (type === 'number') return '1'
  return type === 'string' ? literal(name) : name
}
