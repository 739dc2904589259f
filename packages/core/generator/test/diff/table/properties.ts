import { row } from './row.ts'

const task = 'components schemas Task'
const created = 'components schemas NewTask'
const answer = 'paths /tasks/{id}/claim post responses 200 content application/json schema'
const text = { type: 'string' }
const owner = { type: 'object', required: ['name'], properties: { name: text, email: text } }

/** Properties: which there are, which must be there, and which way they go. */
export const propertyRows = [
  row('minor', 'a property of a response is new', [[`${task} properties color`, text]], {
    says: /type Task.*`color` is new/,
  }),
  row('minor', 'a property of a response is new, and always there', [
    [`${task} properties color`, text],
    [`${task} required`, ['id', 'title', 'status', 'assigneeId', 'color']],
  ]),
  row('major', 'a property of a response is gone', [[`${task} properties note`]], {
    says: /type Task.*`note` is gone/,
  }),
  row('major', 'a property of one response is gone', [[`${answer} properties by`]], {
    says: /tasks\.claim: the response's `by` is gone/,
  }),
  row('major', 'a property of a response is called otherwise', [
    [`${task} properties note`],
    [`${task} properties remark`, { ...text, maxLength: 100 }],
  ]),
  row('major', 'a property of a response may be missing', [[`${task} required`, ['id', 'title', 'status']]], {
    says: /`assigneeId` may now be (missing|absent)/,
  }),
  row('minor', 'a property of a response is always there', [
    [`${task} required`, ['id', 'title', 'status', 'assigneeId', 'note']],
  ]),
  row('minor', 'an optional property of a request is new', [[`${created} properties color`, text]], {
    says: /`color` is new/,
  }),
  row(
    'major',
    'a required property of a request is new',
    [
      [`${created} properties color`, text],
      [`${created} required`, ['title', 'color']],
    ],
    { says: /`color` is new and must be given/ },
  ),
  row('major', 'a property of a request is gone', [[`${created} properties note`]]),
  row('major', 'a property of a request is called otherwise', [
    [`${created} properties note`],
    [`${created} properties remark`, text],
  ]),
  row('major', 'a property of a request is required now', [[`${created} required`, ['title', 'note']]]),
  row('minor', 'a property of a request is no longer required', [[`${created} required`, []]]),
  row('major', 'a property of a request is only read now', [[`${created} properties note readOnly`, true]]),
  row('major', 'a property of a response is only written now', [[`${task} properties note writeOnly`, true]]),
  row('minor', 'a property of a response is deprecated', [[`${task} properties note deprecated`, true]]),
  row('patch', 'a property is described', [[`${task} properties note description`, 'What else there is.']]),
  row('patch', 'a type is described', [[`${task} description`, 'A thing to do.']]),
  row('none', 'required properties stand in another order', [
    [`${task} required`, ['title', 'assigneeId', 'status', 'id']],
  ]),
  row('none', 'a property says that it is not deprecated', [[`${task} properties note deprecated`, false]]),
  row(
    'minor',
    'further properties of a request are free now',
    [[`${created} properties settings additionalProperties`]],
    { given: [[`${created} properties settings additionalProperties`, false]] },
  ),
  row('major', 'further properties of a request are refused now', [
    [`${created} properties settings additionalProperties`, false],
  ]),
  row('major', 'further properties of a request have another type', [
    [`${created} properties settings additionalProperties`, { type: 'integer' }],
  ]),
  row('major', 'an exported type is gone', [['components schemas Triangle']]),
  row('minor', 'an exported type is new', [['components schemas Hexagon', owner]]),
  row('major', 'a component is called otherwise', [
    ['components schemas Mood'],
    ['components schemas Temper', { type: 'string', enum: ['good', 'bad'] }],
    [`${task} properties mood`, { $ref: '#/components/schemas/Temper' }],
  ]),
  row('major', 'a component stands where it is used: its exported type is gone', [
    ['components schemas Owner'],
    [`${task} properties owner`, owner],
    ['components schemas Drawing properties about oneOf 0', owner],
  ]),
  row('none', 'a property refers to its component through allOf', [
    [`${task} properties owner`, { allOf: [{ $ref: '#/components/schemas/Owner' }] }],
  ]),
  row('minor', 'a type that no operation uses has a new property', [
    ['components schemas Triangle properties color', text],
  ]),
] as const
