import { row } from './row.ts'

const post = 'paths /tasks post'
const get = 'paths /tasks/{id} get responses'
const claim = 'paths /tasks/{id}/claim post'
const text = { type: 'string' }
const error = { $ref: '#/components/schemas/Error' }
const task = { $ref: '#/components/schemas/Task' }
const content = (schema: { readonly $ref: string }) => ({ content: { 'application/json': { schema } } })

/** Bodies, media types, statuses and headers. */
export const bodyRows = [
  row('major', 'a body is gone', [[`${post} requestBody`]], { says: /tasks\.create/ }),
  row('major', 'a body is required now', [['paths /tasks/{id} put requestBody required', true]]),
  row('minor', 'a body is no longer required', [[`${post} requestBody required`]]),
  row(
    'major',
    'an optional body is new, before the options',
    [
      [
        `${claim} requestBody`,
        { content: { 'application/json': { schema: { type: 'object', properties: { by: text } } } } },
      ],
    ],
    { says: /tasks\.claim/ },
  ),
  row('major', 'a required body is new', [
    [
      `${claim} requestBody`,
      {
        required: true,
        content: { 'application/json': { schema: { type: 'object', properties: { by: text } } } },
      },
    ],
  ]),
  row('major', 'a body is another component', [
    [`${post} requestBody content application/json schema`, { $ref: '#/components/schemas/Owner' }],
  ]),
  row('none', 'a media type names its character set', [
    [
      `${post} requestBody content`,
      { 'application/json; charset=utf-8': { schema: { $ref: '#/components/schemas/NewTask' } } },
    ],
  ]),
  row('major', 'a body is sent as another media type', [
    [
      `${post} requestBody content`,
      { 'application/x-www-form-urlencoded': { schema: { $ref: '#/components/schemas/NewTask' } } },
    ],
  ]),
  row('major', 'a response has another media type', [
    [`${get} 200 content`, { 'text/plain': { schema: text } }],
  ]),
  row(
    'minor',
    'an error is new',
    [[`${post} responses 409`, { description: 'Conflict.', ...content(error) }]],
    { says: /409/ },
  ),
  row('major', 'a declared error is gone: its body has no type any more', [[`${post} responses 400`]], {
    says: /400/,
  }),
  row('major', 'a success is gone', [
    ['paths /tasks/{id} put responses 200'],
    ['paths /tasks/{id} put responses 204', { description: 'Done.' }],
  ]),
  row('major', 'a success has another status', [
    [`${post} responses 200`],
    [`${post} responses 201`, { description: 'The task.', ...content(task) }],
  ]),
  row('major', 'a response has no content any more', [[`${claim} responses 200 content`]]),
  row('minor', 'a header of a response is new', [[`${get} 200 headers ETag`, { schema: text }]]),
  row('major', 'a header of a response is gone', [[`${get} 200 headers X-Version`]], { says: /X-Version/ }),
  row('none', 'a header of a response is written in small letters', [
    [`${get} 200 headers`, { 'x-version': { schema: text } }],
  ]),
  row('minor', 'a header of a response may be missing', [[`${get} 200 headers X-Version required`]], {
    given: [[`${get} 200 headers X-Version required`, true]],
  }),
  row('patch', 'a response is described in other words', [[`${get} 200 description`, 'What was found.']]),
  row('none', 'an example is new', [[`${get} 200 content application/json example`, { id: '1' }]]),
  row('major', 'an error has lost a property', [['components schemas Error properties hint']], {
    says: /hint/,
  }),
  row('minor', 'an error has a new property', [['components schemas Error properties code', text]]),
  row('major', 'a property of an error may be missing', [['components schemas Error required', []]]),
] as const
