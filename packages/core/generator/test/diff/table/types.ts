import { orNull } from './base.ts'
import { row } from './row.ts'

const task = 'components schemas Task properties'
const created = 'components schemas NewTask properties'
const schemas = 'components schemas'
const text = { type: 'string' }

/** Types, null, enums and bounds, in both directions. */
export const typeRows = [
  row('major', 'a property of a response is of another type', [[`${task} note`, { type: 'integer' }]]),
  row('major', 'a property of a request is of another type', [[`${created} note`, { type: 'integer' }]]),
  row(
    'major',
    'a property of a response may be of another type too',
    [[`${task} note`, { type: ['string', 'integer'] }]],
    { version: '3.1' },
  ),
  row(
    'minor',
    'a property of a request may be of another type too',
    [[`${created} note`, { type: ['string', 'integer'] }]],
    { version: '3.1' },
  ),
  row('minor', 'a number in a response is always an integer', [[`${task} size`, { type: 'integer' }]], {
    given: [[`${task} size`, { type: 'number' }]],
  }),
  row('major', 'a number in a request must be an integer', [[`${created} weight`, { type: 'integer' }]]),
  row('minor', 'an integer in a request may be any number', [[`${created} size type`, 'number']]),
  row(
    'major',
    'a property of a response may be null (3.0)',
    [[`${task} assigneeId`, orNull('3.0', 'string')]],
    { version: '3.0', says: /`assigneeId` may now be null/ },
  ),
  row(
    'major',
    'a property of a response may be null (3.1)',
    [[`${task} assigneeId`, orNull('3.1', 'string')]],
    { version: '3.1', says: /`assigneeId` may now be null/ },
  ),
  row('minor', 'a property of a response is never null', [[`${task} reviewerId`, text]]),
  row('minor', 'a property of a request may be null', [[`${created} note`, orNull('3.1', 'string')]], {
    version: '3.1',
  }),
  row('major', 'a property of a request must not be null', [[`${created} reviewerId`, text]]),
  row(
    'none',
    'null is written as an alternative',
    [[`${task} reviewerId`, { anyOf: [text, { type: 'null' }] }]],
    { version: '3.1' },
  ),
  row(
    'major',
    'a component in a response may be null',
    [[`${task} owner`, { anyOf: [{ $ref: '#/components/schemas/Owner' }, { type: 'null' }] }]],
    { version: '3.1', says: /`owner` may now be null/ },
  ),
  row(
    'major',
    'a component in a response may be null, as 3.0 says it',
    [[`${task} owner`, { nullable: true, allOf: [{ $ref: '#/components/schemas/Owner' }] }]],
    { version: '3.0', says: /`owner` may now be null/ },
  ),
  row(
    'minor',
    'a component in a request may be null',
    [[`${created} priority`, { anyOf: [{ $ref: '#/components/schemas/Priority' }, { type: 'null' }] }]],
    { version: '3.1' },
  ),
  row(
    'none',
    'the document is written in OpenAPI 3.1 instead of 3.0',
    [
      ['openapi', '3.1.0'],
      [`${task} reviewerId`, orNull('3.1', 'string')],
      [`${created} reviewerId`, orNull('3.1', 'string')],
    ],
    { version: '3.0' },
  ),
  row('major', 'items of a list in a response are of another type', [
    [`${task} labels items`, { type: 'integer' }],
  ]),
  row('major', 'a list in a request is a text', [[`${created} labels`, text]]),
  row('minor', 'an enum that only responses use has a new value', [
    [`${schemas} Mood enum`, ['good', 'bad', 'ugly']],
  ]),
  row('minor', 'an enum that only requests use has a new value', [
    [`${schemas} Priority enum`, ['low', 'high', 'urgent']],
  ]),
  row('minor', 'an enum that both use has a new value', [
    [`${schemas} Status enum`, ['todo', 'done', 'dead', 'paused']],
  ]),
  row('major', 'an enum that only responses use has lost a value', [[`${schemas} Mood enum`, ['good']]]),
  row('major', 'an enum that only requests use has lost a value', [[`${schemas} Priority enum`, ['low']]]),
  row('major', 'an enum that both use has lost a value', [[`${schemas} Status enum`, ['todo', 'done']]], {
    says: /dead/,
  }),
  row('none', 'values of an enum stand in another order', [
    [`${schemas} Status enum`, ['dead', 'todo', 'done']],
  ]),
  row('major', 'a text in a request is an enum now', [[`${created} note enum`, ['a', 'b']]]),
  row('major', 'the shortest text of a request is longer', [[`${created} title minLength`, 3]]),
  row('minor', 'the longest text of a request is longer', [[`${created} title maxLength`, 200]]),
  row('minor', 'a bound of a request is gone', [[`${created} size maximum`]]),
  row('major', 'a bound of a request is new', [[`${created} weight minimum`, 0]]),
  row('minor', 'a bound of a request is inclusive now (3.0)', [[`${created} size exclusiveMinimum`]], {
    version: '3.0',
    given: [[`${created} size exclusiveMinimum`, true]],
  }),
  row('none', 'a bound says what holds anyway', [[`${created} note minLength`, 0]]),
  row('major', 'a pattern of a request is new', [[`${created} note pattern`, '^a']]),
  row('minor', 'a pattern of a request is gone', [[`${created} note pattern`]], {
    given: [[`${created} note pattern`, '^a']],
  }),
  row('patch', 'a text of a response may be longer', [[`${task} note maxLength`, 1000]]),
  row('patch', 'a number of a response is bound', [[`${task} size minimum`, 0]]),
  row('major', 'a date of a response has another format', [[`${task} createdAt format`, 'date']]),
  row('minor', 'a format of a request is wider', [[`${created} size format`, 'int64']], {
    given: [[`${created} size format`, 'int32']],
  }),
] as const
