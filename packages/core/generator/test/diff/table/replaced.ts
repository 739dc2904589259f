import type { JsonObject } from '../../../src/document/types.ts'
import { row } from './row.ts'

const components = 'components schemas'
const about = `${components} Drawing properties about`
const answered = `${components} Task properties`
const text: JsonObject = { type: 'string' }
const anything: JsonObject = { allOf: [], description: 'Any value.' }
const kind = (name: string): JsonObject => ({
  type: 'object',
  required: ['type'],
  properties: { type: { type: 'string', enum: [name] } },
})

/** What stands in the place of something else: one sentence says it, and nothing that follows from it. */
export const replacedRows = [
  row(
    'major',
    'a value that may be anything is of two types',
    [[`${components} Any type`, ['object', 'string']]],
    {
      given: [
        [`${components} Any`, anything],
        [`${answered} note`, { $ref: '#/components/schemas/Any' }],
        [`${components} NewTask properties note`, { $ref: '#/components/schemas/Any' }],
      ],
      version: '3.1',
      says: /must now be an object or a string in requests; it could be anything/,
    },
  ),
  row(
    'minor',
    'a value of a response that may be anything is of two types',
    [[`${answered} note`, { type: ['object', 'string'] }]],
    {
      given: [[`${answered} note`, anything]],
      version: '3.1',
      says: /^wire minor, surface minor\n[^\n]*: `note` is now always an object or a string in responses; it could be anything/,
    },
  ),
  row('major', 'a map is a list', [[`${answered} labels`, { type: 'array', items: text }]], {
    given: [[`${answered} labels`, { type: 'object', additionalProperties: text, propertyNames: text }]],
    version: '3.1',
    says: /^wire major, surface major\n[^\n]*: `labels` may now be an array in responses; it was an object[^\n]*(?:\n[^\n]*surface[^\n]*)?$/,
  }),
  row('major', 'a text is a number', [[`${answered} createdAt`, { type: 'integer', format: 'int64' }]], {
    given: [[`${answered} createdAt`, text]],
    says: /^wire major, surface major\n[^\n]*: `createdAt` may now be an integer in responses; it was a string[^\n]*(?:\n[^\n]*surface[^\n]*)?$/,
  }),
  row(
    'major',
    'another object tells itself by its own value',
    [[about, { oneOf: [kind('one'), kind('two'), kind('three')] }]],
    {
      given: [[about, { oneOf: [kind('one'), kind('two')] }]],
      says: /`about` may now be `{ type: "three" }` too/,
    },
  ),
  row(
    'major',
    'an object that tells itself by its own value is gone',
    [[about, { oneOf: [kind('one'), kind('two')] }]],
    {
      given: [[about, { oneOf: [kind('one'), kind('two'), kind('three')] }]],
      says: /`about` is no longer `{ type: "three" }`/,
    },
  ),
  row(
    'major',
    'a required header is new',
    [
      [
        'paths /tasks/{id} delete parameters',
        [{ in: 'header', name: 'X-Budget', required: true, schema: text }],
      ],
    ],
    {
      says: /^wire major, surface major\n[^\n]*: the header `xBudget` is new and must be given(?:\n[^\n]*surface[^\n]*)?$/,
    },
  ),
  row(
    'major',
    'a key stands in the place of a token',
    [['components securitySchemes token', { type: 'apiKey', in: 'header', name: 'X-Key' }]],
    { says: /^wire major[^\n]*\n[^\n]*: `token` is an API key; it was a scheme of HTTP[^\n]*$/ },
  ),
] as const
