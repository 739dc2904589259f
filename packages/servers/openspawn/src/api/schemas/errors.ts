import { errorAnswers, type HttpError } from '@driftless/server-kit'
import { z } from 'zod'
import { Refusal } from '../../domain/errors.ts'

const ErrorField = z
  .object({
    in: z.enum(['body', 'query', 'path', 'header']).describe('Part of the request that is invalid.'),
    field: z.string().describe('Dotted path of the field; empty for the part as a whole.'),
    message: z.string().describe('What is wrong with it.'),
  })
  .meta({ id: 'ErrorField', description: 'One invalid place in a request.' })

const ErrorDetails = z
  .looseObject({
    fields: z.array(ErrorField).optional().describe('The invalid fields, when the request was invalid.'),
  })
  .meta({ id: 'ErrorDetails', description: 'What else the code tells.' })

export const ErrorResponse = z
  .object({
    error: z.string().describe('What went wrong, for people.'),
    code: z.string().describe('What went wrong, for programs, such as `insufficient_credits`.'),
    details: ErrorDetails.optional(),
  })
  .meta({ id: 'ErrorResponse', description: 'The body of every answer outside 2xx.' })

/** Codes of errors that have no other. */
const CODES: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  422: 'validation_failed',
  429: 'rate_limited',
  503: 'unavailable',
}

/** The body of an answer outside 2xx. */
export function errorBody(error: HttpError): z.infer<typeof ErrorResponse> {
  const refusal = error instanceof Refusal ? error : undefined
  const details = {
    ...refusal?.details,
    ...(error.fields.length === 0 ? {} : { fields: [...error.fields] }),
  }
  return {
    error: error.message,
    code: refusal?.code ?? CODES[error.status] ?? 'internal_error',
    ...(Object.keys(details).length === 0 ? {} : { details }),
  }
}

const DESCRIPTIONS = {
  400: 'The request cannot be read.',
  401: 'The caller does not say who it is, or cannot prove it.',
  403: 'The role, the level or the scope of the caller does not allow it.',
  404: 'There is no such thing in the organization of the caller.',
  409: 'The state of the thing forbids it.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  422: 'The request is invalid; `details.fields` names where. Or its idempotency key belongs to another body.',
  429: 'Too many requests; `Retry-After` says when there may be more.',
  500: 'Internal server error.',
  503: 'Not now: the database is away, or a request with the same idempotency key is being carried out.',
} as const

/** Declares error answers; `descriptions` says for an operation what the general words do not. */
export const errors = errorAnswers(ErrorResponse, DESCRIPTIONS)

/** What every operation that reads can answer. */
export const readErrors = [401, 422, 429, 500, 503] as const
/** What every operation that changes something can answer. */
export const changeErrors = [401, 403, 413, 422, 429, 500, 503] as const
/** What every operation with a JSON body can answer. */
export const bodyErrors = [400, 401, 403, 413, 415, 422, 429, 500, 503] as const
