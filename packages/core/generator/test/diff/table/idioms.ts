import type { Bump } from '../../../src/diff/types.ts'
import type { Json, JsonObject } from '../../../src/document/types.ts'
import { type Row, row } from './row.ts'

const asked = 'components schemas NewTask properties note'
const answered = 'components schemas Task properties note'
const size = 'components schemas NewTask properties size'
const about = 'components schemas Drawing properties about'
const call = 'paths /tasks get parameters 3'
const key = 'components securitySchemes apiKey name'
const files = 'paths /tasks post requestBody content'
const text: JsonObject = { type: 'string' }
const integer: JsonObject = { type: 'integer' }
const now31 = ['openapi', '3.1.0'] as const

/** A schema of a request and of a response that is written otherwise. */
function rewritten(
  bump: Bump,
  change: string,
  old: JsonObject,
  next: JsonObject,
  more: Partial<Row> = {},
): Row {
  const upgrade = more.version === '3.0' ? [now31] : []
  const both = (schema: Json) => [[asked, schema] as const, [answered, schema] as const]
  return row(bump, change, [...upgrade, ...both(next)], { given: both(old), version: '3.1', ...more })
}

const form = (file: JsonObject): JsonObject => ({
  'multipart/form-data': { schema: { type: 'object', required: ['file'], properties: { file } } },
})
const label = (more: JsonObject = {}): JsonObject => ({ in: 'query', name: 'label', schema: text, ...more })
const dog = { type: 'object', required: ['barks'], properties: { barks: { type: 'boolean' } } }
const tagged = (kind: string): JsonObject => ({
  type: 'object',
  required: ['kind'],
  properties: { kind: { type: 'string', enum: [kind] } },
})

/** Idioms of OpenAPI 3.0 and 3.1 that say the same, each beside one that looks alike and says something else. */
export const idiomRows: readonly Row[] = [
  rewritten(
    'none',
    'bytes in base64 are written as 3.1 writes them',
    { ...text, format: 'byte' },
    { ...text, contentEncoding: 'base64' },
    { version: '3.0' },
  ),
  rewritten('major', 'bytes are no longer in base64', { ...text, format: 'byte' }, text),
  rewritten(
    'major',
    'bytes are in base64url',
    { ...text, format: 'byte' },
    { ...text, contentEncoding: 'base64url' },
  ),
  row(
    'none',
    'a file is written as 3.1 writes it',
    [now31, [files, form({ ...text, contentMediaType: 'application/octet-stream' })]],
    { given: [[files, form({ ...text, format: 'binary' })]], version: '3.0' },
  ),
  row(
    'none',
    'a file says that it has no encoding',
    [[files, form({ ...text, contentMediaType: 'application/octet-stream', contentEncoding: 'binary' })]],
    { given: [[files, form({ ...text, format: 'binary' })]], version: '3.1' },
  ),
  row(
    'major',
    'a file is a text in base64',
    [[files, form({ ...text, contentMediaType: 'application/octet-stream', contentEncoding: 'base64' })]],
    { given: [[files, form({ ...text, format: 'binary' })]], version: '3.1' },
  ),
  rewritten('none', 'a text is meant to be hidden while it is typed', text, { ...text, format: 'password' }),
  rewritten('none', 'a text needs not be hidden', { ...text, format: 'password' }, text),
  row('none', 'the name of a scheme of HTTP has other letters', [
    ['components securitySchemes token scheme', 'Bearer'],
  ]),
  row('major', 'a scheme of HTTP is another one', [['components securitySchemes token scheme', 'basic']]),
  row('none', 'the name of a header with a key has other letters', [[key, 'x-api-KEY']]),
  row('major', 'a key has another name', [[key, 'X-Key']]),
  row('major', 'the name of a key in the query has other letters', [[key, 'API_KEY']], {
    given: [
      [key, 'api_key'],
      ['components securitySchemes apiKey in', 'query'],
    ],
  }),
  row('none', 'a parameter of one value is not repeated', [[call, label({ explode: false })]], {
    given: [[call, label()]],
  }),
  row('none', 'a parameter of one value is repeated', [[call, label()]], {
    given: [[call, label({ explode: false })]],
  }),
  row(
    'major',
    'a parameter of several values is not repeated',
    [['paths /tasks get parameters 2 explode', false]],
    { given: [['paths /tasks get parameters 2', { ...label(), schema: { type: 'array', items: text } }]] },
  ),
  rewritten(
    'none',
    'alternatives of plain types are a list of types',
    { anyOf: [text, integer] },
    { type: ['integer', 'string'] },
  ),
  rewritten(
    'none',
    'a list of types with null is alternatives',
    { type: ['integer', 'null', 'string'] },
    { oneOf: [text, integer, { type: 'null' }] },
  ),
  rewritten(
    'major',
    'a list of types has lost one',
    { anyOf: [text, integer, { type: 'boolean' }] },
    { type: ['integer', 'string'] },
  ),
  row(
    'none',
    'alternatives of a response exclude each other, as they did',
    [[`${about}`, { oneOf: [dog, text] }]],
    { given: [[`${about}`, { anyOf: [dog, text] }]] },
  ),
  row(
    'none',
    'alternatives of a response that a value tells apart exclude each other',
    [[`${about}`, { anyOf: [tagged('dog'), tagged('cat')] }]],
    { given: [[`${about}`, { oneOf: [tagged('dog'), tagged('cat')] }]] },
  ),
  rewritten(
    'none',
    'a text or null is written as 3.1 writes it',
    { ...text, nullable: true },
    {
      type: ['string', 'null'],
    },
    { version: '3.0' },
  ),
  rewritten(
    'none',
    'an enum with null is written as 3.1 writes it',
    { ...text, enum: ['a', 'b', null], nullable: true },
    { type: ['string', 'null'], enum: ['a', 'b', null] },
    { version: '3.0' },
  ),
  row(
    'none',
    'an exclusive bound is written as 3.1 writes it',
    [now31, [size, { ...integer, exclusiveMinimum: 1, exclusiveMaximum: 10 }]],
    {
      given: [
        [size, { ...integer, minimum: 1, maximum: 10, exclusiveMinimum: true, exclusiveMaximum: true }],
      ],
      version: '3.0',
    },
  ),
  row('none', 'an inclusive bound is written as 3.1 writes it', [now31, [size, { ...integer, minimum: 1 }]], {
    given: [[size, { ...integer, minimum: 1, exclusiveMinimum: false }]],
    version: '3.0',
  }),
  rewritten(
    'none',
    'an example is one of several',
    { ...text, example: 'a' },
    { ...text, examples: ['a'] },
    {
      version: '3.0',
    },
  ),
  row(
    'none',
    'an example of a parameter is one of several',
    [[call, label({ examples: { a: { value: 'a' } } })]],
    { given: [[call, label({ example: 'a' })]] },
  ),
  rewritten(
    'none',
    'the only value is a constant',
    { ...text, enum: ['a'] },
    { ...text, const: 'a' },
    {
      version: '3.0',
    },
  ),
  rewritten('none', 'a constant needs no type', { ...text, const: 'a' }, { const: 'a' }),
]
