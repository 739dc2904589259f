import type { JsonObject } from '../../../src/document/types.ts'
import { type Edit, row } from './row.ts'

const components = 'components schemas'
const asked = `${components} NewTask properties owner`
const answered = `${components} Task properties owner`
const settings = `${components} NewTask properties settings`
const labels = `${components} NewTask properties labels`
const flows = 'components securitySchemes oauth flows'
const text: JsonObject = { type: 'string' }
const owner: JsonObject = { $ref: '#/components/schemas/Owner' }
const parts: JsonObject = {
  allOf: [owner, { type: 'object', required: ['id'], properties: { id: text } }],
}
/** Parts that are no plain objects, and so are not written as one. */
const bound: JsonObject = {
  allOf: [owner, { type: 'object', properties: { id: text }, additionalProperties: text }],
}
const orNull = (schema: JsonObject): JsonObject => ({ anyOf: [schema, { type: 'null' }] })
const lone: Edit = [`${components} Lone`, { type: 'object', properties: { a: text, b: text } }]
const impossible: JsonObject = { allOf: [text, { type: 'integer' }] }
const device: JsonObject = {
  deviceAuthorizationUrl: 'https://a.example.com/device',
  tokenUrl: 'https://a.example.com/token',
  scopes: { write: 'Write.' },
}
const oauth: readonly Edit[] = [
  ['components securitySchemes oauth', { type: 'oauth2', flows: { deviceAuthorization: device } }],
  ['paths /tasks post security', [{ oauth: ['write'] }]],
]

/** Schemas of several parts, values that nothing fits, types that no operation uses, tokens for devices. */
export const partRows = [
  row('major', 'parts of a response may be null', [[answered, orNull(parts)]], {
    given: [[answered, parts]],
    version: '3.1',
    says: /wire major[^\n]*\n[^\n]*: `owner` may now be null in responses/,
  }),
  row(
    'major',
    'parts of a response may be null, as 3.0 says it',
    [[answered, { ...bound, nullable: true }]],
    {
      given: [[answered, bound]],
      version: '3.0',
      says: /^wire major, surface major\n[^\n]*: `owner` may now be null in responses[^\n]*(?:\n[^\n]*may now be null in what[^\n]*)?$/,
    },
  ),
  row('minor', 'parts of a request may be null', [[asked, orNull(bound)]], {
    given: [[asked, bound]],
    version: '3.1',
    says: /wire minor[^\n]*\n[^\n]*: `owner` may now be null in requests/,
  }),
  row('minor', 'parts of a response are never null', [[answered, bound]], {
    given: [[answered, orNull(bound)]],
    version: '3.1',
    says: /: `owner` is no longer null in responses/,
  }),
  row('minor', 'parts of a request have a default', [[`${asked} default`, { id: 'a' }]], {
    given: [[asked, parts]],
    says: /`owner` is now taken as `{"id":"a"}` where it is left out/,
  }),
  row('minor', 'parts of a request have another default', [[`${asked} default`, { id: 'b' }]], {
    given: [[asked, { ...bound, default: { id: 'a' } }]],
    says: /`owner` is now taken as `{"id":"b"}` where it is left out; it was `{"id":"a"}`/,
  }),
  row('minor', 'a property of a part has a default', [[`${asked} allOf 1 properties id default`, 'a']], {
    given: [[asked, bound]],
  }),
  row('minor', 'a list of objects has another default', [[`${labels} default`, [{ a: 1 }]]], {
    given: [[`${labels} default`, [{ a: 2 }]]],
  }),
  row('major', 'values of a request that nothing fits', [[`${labels} items`, impossible]], {
    says: /`labels\[\]` takes nothing any more; it was `string`/,
  }),
  row(
    'major',
    'a response has content where it had none',
    [['paths /tasks/{id} delete responses 204 content', { 'application/json': { schema: text } }]],
    { says: /the response now holds `string`; it held nothing/ },
  ),
  row(
    'major',
    'properties that are not declared are refused',
    [[`${settings} additionalProperties`, false]],
    {
      says: /^wire major, surface major\n[^\n]*: `settings` no longer takes properties that are not declared in requests/,
    },
  ),
  row('minor', 'properties that are not declared are taken', [[`${settings} additionalProperties`, text]], {
    given: [[`${settings} additionalProperties`, false]],
    says: /: `settings` now takes properties that are not declared in requests/,
  }),
  row('major', 'items of a response may be anything', [[`${components} Task properties labels items`]], {
    version: '3.1',
    says: /`labels\[\]` may now be anything in responses; it was a string/,
  }),
  row('major', 'a type that no operation uses is gone', [[`${components} Lone`]], {
    given: [lone],
    says: /type Lone: is no longer exported/,
  }),
  row('major', 'a type that no operation uses has lost a property', [[`${components} Lone properties a`]], {
    given: [lone],
    says: /type Lone: `a` is gone/,
  }),
  row(
    'major',
    'a type that no operation uses is narrower',
    [[`${components} Lone properties a`, { type: 'integer' }]],
    {
      given: [lone],
      says: /type Lone: `a` is now `number`, was `string`/,
    },
  ),
  row(
    'major',
    'a type that no operation uses is wider',
    [[`${components} Lone properties a`, { type: ['string', 'null'] }]],
    { given: [lone], version: '3.1', says: /type Lone: `a` may now be null/ },
  ),
  row(
    'patch',
    'a type that no operation uses is described',
    [[`${components} Lone properties a description`, 'A.']],
    {
      given: [lone],
      says: /type Lone: `a` is described in other words/,
    },
  ),
  row(
    'major',
    'devices get their tokens elsewhere',
    [[`${flows} deviceAuthorization deviceAuthorizationUrl`, 'https://b.example.com/device']],
    { given: oauth, says: /oauth\.deviceAuthorization\.deviceAuthorizationUrl/ },
  ),
  row(
    'minor',
    'devices have another way to get a token',
    [
      [
        'components securitySchemes oauth flows',
        {
          clientCredentials: { tokenUrl: 'https://a.example.com/token', scopes: { write: 'Write.' } },
          deviceAuthorization: device,
        },
      ],
    ],
    {
      given: [
        ...oauth,
        [
          flows,
          { clientCredentials: { tokenUrl: 'https://a.example.com/token', scopes: { write: 'Write.' } } },
        ],
      ],
      says: /`oauth\.deviceAuthorization` is another way to get a token/,
    },
  ),
] as const
