import { type FieldError, HttpError, type HttpErrorOptions, invalidFields } from '@driftless/server-kit'

export interface RefusalOptions extends HttpErrorOptions {
  readonly details?: Readonly<Record<string, unknown>>
}

/** An answer outside 2xx with a code of its own, which programs can tell from others with its status. */
export class Refusal extends HttpError {
  readonly code: string
  readonly details: Readonly<Record<string, unknown>> | undefined

  constructor(status: number, code: string, message: string, options: RefusalOptions = {}) {
    super(status, message, options)
    this.name = 'Refusal'
    this.code = code
    this.details = options.details
  }
}

/** 404; also for what belongs to another organization, whose existence nobody else may learn. */
export function notFound(what: string): Refusal {
  return new Refusal(404, 'not_found', `${what} not found`)
}

/** 403. */
export function forbidden(code: string, message: string): Refusal {
  return new Refusal(403, code, message)
}

/** 409: the state of a thing is in the way. */
export function conflict(
  code: string,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): Refusal {
  return new Refusal(409, code, message, details === undefined ? {} : { details })
}

/** 422 that names one field. */
export function invalid(field: string, message: string, part: FieldError['in'] = 'body'): HttpError {
  return invalidFields([{ in: part, field, message }])
}
