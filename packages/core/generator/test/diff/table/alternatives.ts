import type { JsonObject } from '../../../src/document/types.ts'
import { row } from './row.ts'

const about = 'components schemas Drawing properties about'
const note = 'components schemas Task properties note'
const asked = 'components schemas NewTask properties note'
const text: JsonObject = { type: 'string' }
const owner: JsonObject = { $ref: '#/components/schemas/Owner' }
const overlapping = [owner, { $ref: '#/components/schemas/Task' }]

/** Alternatives that differ, and that each side writes in its own way; how texts stand for bytes. */
export const alternativeRows = [
  row('patch', 'a response may fit one of overlapping alternatives only', [[about, { oneOf: overlapping }]], {
    given: [[about, { anyOf: overlapping }]],
  }),
  row('major', 'a request must fit one of overlapping alternatives only', [[asked, { oneOf: overlapping }]], {
    given: [[asked, { anyOf: overlapping }]],
    says: /`note` must now fit one alternative only in requests/,
  }),
  row('minor', 'a request may fit several alternatives', [[asked, { anyOf: overlapping }]], {
    given: [[asked, { oneOf: overlapping }]],
    says: /`note` may now fit several alternatives at once in requests/,
  }),
  row(
    'major',
    'a response has another alternative and excludes them',
    [[about, { oneOf: [text, owner, { type: 'integer' }] }]],
    { given: [[about, { anyOf: [text, owner] }]], says: /: `about` may now be an integer too in responses/ },
  ),
  row('major', 'a text of a response may be a component', [[note, { anyOf: [text, owner] }]], {
    given: [[note, text]],
    says: /: `note` may now be `Owner` too in responses/,
  }),
  row(
    'major',
    'a text or null of a response may be a component',
    [[note, { anyOf: [text, owner, { type: 'null' }] }]],
    { given: [[note, { type: ['string', 'null'] }]], version: '3.1', says: /`note` may now be `Owner` too/ },
  ),
  row('minor', 'a text of a request may be a component', [[asked, { anyOf: [text, owner] }]], {
    given: [[asked, text]],
    says: /: `note` now takes `Owner` too in requests/,
  }),
  row('major', 'a component of a request is one of two no more', [[asked, owner]], {
    given: [[asked, { oneOf: [text, owner] }]],
    says: /^wire major, surface major\n[^\n]*: `note` no longer takes a string in requests[^\n]*$/,
  }),
  row(
    'major',
    'a bound of one of several types is tighter',
    [[asked, { anyOf: [{ ...text, maxLength: 5 }, { type: 'integer' }] }]],
    {
      given: [[asked, { type: ['integer', 'string'], maxLength: 9 }]],
      version: '3.1',
      says: /`maxLength` is `5`, was `9`/,
    },
  ),
  row('major', 'a text of a response is in base64 from now on', [[note, { ...text, format: 'byte' }]], {
    given: [[note, text]],
    says: /`note` now has the format `byte` in responses; it had no format/,
  }),
  row('major', 'a text of a response has an encoding', [[note, { ...text, contentEncoding: 'base64url' }]], {
    given: [[note, text]],
    version: '3.1',
    says: /`note` now has the encoding `base64url` in responses/,
  }),
  row(
    'major',
    'a text of a response holds something else',
    [[note, { ...text, contentMediaType: 'application/json' }]],
    {
      given: [[note, { ...text, contentMediaType: 'application/xml' }]],
      version: '3.1',
      says: /`note` now has the media type `application\/json` in responses/,
    },
  ),
] as const
