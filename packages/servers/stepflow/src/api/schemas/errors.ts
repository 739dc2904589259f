import { errorAnswers, type HttpError } from '@driftless/server-kit'
import { z } from 'zod'

export const ErrorField = z
  .object({
    in: z.enum(['body', 'query', 'path', 'header']).describe('Part of the request that is invalid.'),
    field: z.string().describe('Dotted path of the field; empty for the part as a whole.'),
    message: z.string().describe('What is wrong with it.'),
  })
  .meta({ id: 'ErrorField', description: 'One invalid place in a request.' })

export const ErrorStackEntry = z
  .object({
    error: z.string().describe('Message of this error.'),
    attachments: z.array(z.string()).optional().describe('Further facts about it.'),
    backtrace: z.string().optional().describe('Where it arose.'),
  })
  .meta({ id: 'ErrorStackEntry', description: 'One error of a chain, outermost first.' })

export const ErrorResponse = z
  .object({
    code: z.int().describe('The HTTP status.'),
    message: z.string().describe('What went wrong, for people.'),
    fields: z.array(ErrorField).optional().describe('The invalid fields, when the request was invalid.'),
    stack: z
      .array(ErrorStackEntry)
      .optional()
      .describe('The chain of errors behind this one, where it is told.'),
  })
  .meta({ id: 'ErrorResponse', description: 'The body of every answer outside 2xx.' })

export type ErrorResponseBody = z.infer<typeof ErrorResponse>

/** The body of an answer outside 2xx. */
export function errorBody(error: HttpError): ErrorResponseBody {
  return {
    code: error.status,
    message: error.message,
    ...(error.fields.length === 0 ? {} : { fields: [...error.fields] }),
  }
}

const DESCRIPTIONS = {
  400: 'The request cannot be read.',
  404: 'There is no such thing.',
  409: 'The state of the thing forbids it.',
  413: 'The body is too large.',
  415: 'The body has another content type than those that are declared.',
  422: 'The request is invalid; `fields` names where.',
  500: 'Internal server error.',
  503: 'The database cannot be reached for now; `Retry-After` says when to try again.',
} as const

/** Declares error answers; `descriptions` says for an operation what the general words do not. */
export const errors = errorAnswers(ErrorResponse, DESCRIPTIONS)

/** What every operation with a JSON body can answer. */
export const bodyErrors = [400, 413, 415, 422, 500, 503] as const
