import { row } from './row.ts'

const shape = 'components schemas Shape'
const about = 'components schemas Drawing properties about'
const task = 'components schemas Task'
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const text = { type: 'string' }

const whole = { type: 'object', required: ['id'], properties: { id: text, note: text } }

/** Alternatives, parts, and what tells them apart. */
export const combinationRows = [
  row('minor', 'a request takes another alternative', [
    [`${shape} oneOf`, [ref('Circle'), ref('Square'), ref('Triangle')]],
    [`${shape} discriminator mapping triangle`, '#/components/schemas/Triangle'],
  ]),
  row('major', 'a request takes one alternative less', [
    [`${shape} oneOf`, [ref('Circle')]],
    [`${shape} discriminator mapping square`],
  ]),
  row('major', 'a response has another alternative', [
    [`${about} oneOf`, [ref('Owner'), text, ref('Circle')]],
  ]),
  row('major', 'a response has one alternative less: its type is another one', [[`${about}`, ref('Owner')]]),
  row('none', 'alternatives stand in another order', [[`${about} oneOf`, [text, ref('Owner')]]]),
  row('major', 'alternatives are told apart by another property', [
    [`${shape} discriminator`, { propertyName: 'type' }],
    [
      'components schemas Circle',
      {
        type: 'object',
        required: ['type', 'radius'],
        properties: { type: { type: 'string', enum: ['circle'] }, radius: { type: 'number' } },
      },
    ],
    [
      'components schemas Square',
      {
        type: 'object',
        required: ['type', 'side'],
        properties: { type: { type: 'string', enum: ['square'] }, side: { type: 'number' } },
      },
    ],
  ]),
  row('major', 'an alternative is told by another value', [
    [
      `${shape} discriminator mapping`,
      { round: '#/components/schemas/Circle', square: '#/components/schemas/Square' },
    ],
    ['components schemas Circle properties kind enum', ['round']],
  ]),
  row(
    'major',
    'a request must fit another part too',
    [
      [
        'components schemas NewTask',
        {
          allOf: [
            { type: 'object', required: ['title'], properties: { title: text } },
            { type: 'object', required: ['note'], properties: { note: text } },
          ],
        },
      ],
    ],
    {
      given: [
        [
          'components schemas NewTask',
          {
            allOf: [
              { type: 'object', required: ['title'], properties: { title: text } },
              { type: 'object', properties: { note: text } },
            ],
          },
        ],
      ],
    },
  ),
  row(
    'none',
    'a constant is written as an enum of one',
    [['components schemas Circle properties kind', { type: 'string', const: 'circle' }]],
    { version: '3.1' },
  ),
  row('minor', 'properties of a part are new', [['components schemas Owner properties phone', text]], {
    given: [
      [`${task}`, { allOf: [ref('Owner'), { type: 'object', required: ['id'], properties: { id: text } }] }],
    ],
  }),
  row('none', 'a part of one is that one', [[`${task} properties owner`, { allOf: [ref('Owner')] }]], {
    version: '3.1',
  }),
  row(
    'none',
    'parts are written as the one object that they are, where nobody sees them',
    [[`${task}`, whole]],
    {
      given: [
        [
          `${task}`,
          {
            allOf: [
              { type: 'object', properties: { note: text } },
              { type: 'object', required: ['id'], properties: { id: text } },
            ],
          },
        ],
      ],
    },
  ),
  row('major', 'a part has lost a property', [[`${task} allOf 0 properties`, {}]], {
    given: [
      [
        `${task}`,
        {
          allOf: [
            { type: 'object', properties: { note: text } },
            { type: 'object', required: ['id'], properties: { id: text } },
          ],
        },
      ],
    ],
    says: /`note` is gone/,
  }),
] as const
