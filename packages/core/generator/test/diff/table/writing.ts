import type { JsonObject } from '../../../src/document/types.ts'
import { row } from './row.ts'

const body = 'paths /tasks post requestBody content'
const form = (encoding: JsonObject | undefined): JsonObject => ({
  'application/x-www-form-urlencoded': {
    schema: { type: 'object', properties: { tags: { type: 'array', items: { type: 'string' } } } },
    ...(encoding && { encoding }),
  },
})

const scheme = 'components securitySchemes oauth'
const needed = 'paths /tasks post security'
const clientCredentials = { tokenUrl: 'https://a.example.com/token', scopes: { write: 'Write.' } }
const oauth = (flows: JsonObject) => [
  [scheme, { type: 'oauth2', flows }] as const,
  [needed, [{ oauth: ['write'] }]] as const,
]
const authorizationCode = { authorizationUrl: 'https://a.example.com/authorize', ...clientCredentials }

const task = 'components schemas NewTask properties'
const title = 'components schemas NewTask properties title'
const status = 'components schemas NewTask properties status'
const owner = 'components schemas NewTask properties owner'
const parts = {
  allOf: [
    { $ref: '#/components/schemas/Owner' },
    { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
  ],
}
const reference = { $ref: '#/components/schemas/Status' }

/** How parts of forms are written, how tokens are got, and what is said by `not` or beside a reference. */
export const writingRows = [
  row(
    'major',
    'a part of a form is written without repeating its name',
    [[body, form({ tags: { explode: false } })]],
    {
      given: [[body, form(undefined)]],
      says: /tasks\.create: parts of the body are now written otherwise/,
    },
  ),
  row(
    'major',
    'a part of a form has another media type',
    [[body, form({ tags: { contentType: 'application/json' } })]],
    {
      given: [[body, form({ tags: { contentType: 'text/plain' } })]],
    },
  ),
  row('none', 'a form says what is usual', [[body, form({ tags: { style: 'form', explode: true } })]], {
    given: [[body, form(undefined)]],
  }),
  row(
    'major',
    'tokens are to be got elsewhere',
    [[`${scheme} flows clientCredentials tokenUrl`, 'https://b.example.com/']],
    {
      given: oauth({ clientCredentials }),
      says: /oauth\.clientCredentials\.tokenUrl/,
    },
  ),
  row('major', 'a way to get a token is replaced by another', [[`${scheme} flows`, { authorizationCode }]], {
    given: oauth({ clientCredentials }),
    says: /`oauth\.clientCredentials` is gone/,
  }),
  row(
    'minor',
    'there is another way to get a token',
    [[`${scheme} flows authorizationCode`, authorizationCode]],
    {
      given: oauth({ clientCredentials }),
      says: /`oauth\.authorizationCode` is another way to get a token/,
    },
  ),
  row('major', 'more values of a request are excluded', [[`${title} not maxLength`, 5]], {
    given: [[title, { type: 'string', not: { maxLength: 3 } }]],
    says: /`maxLength` is `5`, was `3`/,
  }),
  row('minor', 'fewer values of a request are excluded', [[`${title} not maxLength`, 3]], {
    given: [[title, { type: 'string', not: { maxLength: 5 } }]],
  }),
  row('major', 'a property that is called `not` must be shorter', [[`${task} not maxLength`, 3]], {
    given: [[`${task} not`, { type: 'string', maxLength: 9 }]],
    says: /`not` is checked more strictly in requests/,
  }),
  row(
    'minor',
    'a property that is a reference or null is deprecated',
    [[status, { anyOf: [reference, { type: 'null' }], deprecated: true }]],
    {
      given: [[status, { anyOf: [reference, { type: 'null' }] }]],
      version: '3.1',
      says: /wire minor/,
    },
  ),
  row(
    'minor',
    'a property that is a reference with a bound is deprecated',
    [[status, { ...reference, minLength: 1, deprecated: true }]],
    {
      given: [[status, { ...reference, minLength: 1 }]],
      version: '3.1',
      says: /wire minor/,
    },
  ),
  row('major', 'a list of a request must hold more of a kind', [[`${title} minContains`, 2]], {
    given: [[title, { type: 'array', contains: { type: 'string' }, minContains: 1 }]],
    version: '3.1',
  }),
  row(
    'minor',
    'a property that is a reference is taken as something else where it is left out',
    [[status, { ...reference, default: 'done' }]],
    {
      given: [[status, { ...reference, default: 'todo' }]],
      version: '3.1',
    },
  ),
  row(
    'minor',
    'a property that is a reference is deprecated',
    [[status, { ...reference, deprecated: true }]],
    {
      given: [[status, reference]],
      version: '3.1',
    },
  ),
  row('minor', 'a property of two parts is deprecated', [[`${owner} deprecated`, true]], {
    given: [[owner, parts]],
    says: /wire minor/,
  }),
  row(
    'minor',
    'a property that is a reference in an `allOf` is deprecated',
    [[status, { allOf: [reference], deprecated: true }]],
    {
      given: [[status, { allOf: [reference] }]],
      version: '3.0',
    },
  ),
  row(
    'major',
    'a property that is a reference is for answers only',
    [[status, { ...reference, readOnly: true }]],
    {
      given: [[status, reference]],
      version: '3.1',
      says: /wire major/,
    },
  ),
] as const
