import { expect } from 'vitest'
import { spec, specWithOperation } from './documents.ts'

const at = '/paths/~1pets/get'
export const parameter = (members: Record<string, unknown>) => ({
  name: 'a',
  in: 'query',
  schema: {},
  ...members,
})

export const hmac = {
  algorithm: 'sha256',
  key: { encoding: 'hex', bytes: 32 },
  headers: { id: 'X-Id', timestamp: 'X-Timestamp', nonce: 'X-Nonce', signature: 'X-Signature' },
  options: { id: 'agentId', secret: 'secret' },
  timestamp: 'seconds',
  nonceBytes: 32,
  sign: ['method', 'path', 'timestamp', 'nonce', 'body'],
  bodyless: ['GET'],
  emptyBody: '{}',
}

/** What is wrong, the document, and every problem that is found. */
export const structuralCases: [string, unknown, string[]][] = [
  [
    'no info',
    { openapi: '3.1.0', paths: {} },
    ['the top: the document has no info; add its title and version.'],
  ],
  ['no title', spec({ info: { version: '1' } }), ['/info: title is missing; add it.']],
  [
    'a version that is a number',
    spec({ info: { title: 't', version: 1 } }),
    ['/info/version: version must be a text, not the number 1; put it in quotes.'],
  ],
  ['paths that are no object', spec({ paths: null }), ['/paths: paths must be an object, not null.']],
  [
    'components of the wrong sort',
    spec({ components: { schemas: [], responses: { A: 3 } } }),
    [
      '/components/responses/A: a response must be an object, not the number 3.',
      '/components/schemas: schemas must be an object, not an array.',
    ],
  ],
  [
    'a path without slash',
    spec({ paths: { pets: {} } }),
    ['/paths/pets: a path must start with "/"; correct it.'],
  ],
  [
    'a misspelt method',
    spec({ paths: { '/pets': { gett: {} } } }),
    [
      '/paths/~1pets/gett: "gett" is neither an HTTP method nor a field of a path item; correct or remove it.',
    ],
  ],
  [
    'braces that do not pair',
    spec({ paths: { '/pets/{id': {} } }),
    ['/paths/~1pets~1{id: the braces of the path do not pair; write each parameter as {name}.'],
  ],
  [
    'a path parameter without name',
    spec({ paths: { '/pets/{}': {} } }),
    ['/paths/~1pets~1{}: the path has a parameter without a name; write it as {name}.'],
  ],
  [
    'a path parameter that stands twice',
    spec({ paths: { '/a/{id}/b/{id}': {} } }),
    ['/paths/~1a~1{id}~1b~1{id}: the path names the parameter {id} twice; rename one of the two.'],
  ],
  [
    'path parameters that are not declared, and the reverse',
    specWithOperation({ parameters: [parameter({ in: 'path', name: 'pet' })] }, '/pets/{id}'),
    [
      '/paths/~1pets~1{id}/get: the path has {id}, but no path parameter "id" is declared; declare it.',
      '/paths/~1pets~1{id}/get/parameters/0: the path parameter "pet" does not occur in the path; add {pet} or remove the parameter.',
    ],
  ],
  [
    'a parameter that is declared twice',
    specWithOperation({
      parameters: [parameter({ in: 'header', name: 'X-A' }), parameter({ in: 'header', name: 'x-a' })],
    }),
    [
      `${at}/parameters/1: the header parameter "x-a" is already declared at ${at}/parameters/0; remove one of the two.`,
    ],
  ],
  [
    'a parameter in the body',
    specWithOperation({ parameters: [parameter({ in: 'body' })] }),
    [
      `${at}/parameters/0/in: "in" of a parameter must be path, query, header or cookie, not the text "body".`,
    ],
  ],
  [
    'a parameter without schema, and one with too much',
    specWithOperation({
      parameters: [{ name: 'a', in: 'query' }, parameter({ name: 'b', content: { 'application/json': {} } })],
    }),
    [
      `${at}/parameters/0: a parameter needs either a schema or content; add one.`,
      `${at}/parameters/1: a parameter needs either a schema or content, not both; remove one.`,
    ],
  ],
  [
    'a parameter with two media types',
    specWithOperation({
      parameters: [{ name: 'a', in: 'query', content: { 'text/plain': {}, 'application/json': {} } }],
    }),
    [`${at}/parameters/0/content: content of a parameter must name exactly one media type, not 2.`],
  ],
  [
    'a style that the location does not have',
    specWithOperation({ parameters: [parameter({ style: 'label' })] }),
    [
      `${at}/parameters/0/style: a query parameter cannot have the style "label"; use form or spaceDelimited or pipeDelimited or deepObject.`,
    ],
  ],
  [
    'a flag that is a text',
    specWithOperation({ deprecated: 'yes', parameters: [parameter({ required: 'true' })] }),
    [
      `${at}/deprecated: deprecated must be true or false, not the text "yes".`,
      `${at}/parameters/0/required: required must be true or false, not the text "true".`,
    ],
  ],
  [
    'a request body without content',
    specWithOperation({ requestBody: {} }),
    [`${at}/requestBody: a request body needs content; add a media type and its schema.`],
  ],
  [
    'a status that is none',
    specWithOperation({ responses: { ok: { description: '' } } }),
    [`${at}/responses/ok: "ok" is no status; use a code such as 200, a range such as 4XX, or default.`],
  ],
  [
    'an operation of 3.0 without responses',
    { ...specWithOperation({ responses: undefined }), openapi: '3.0.3' },
    [`${at}: the operation has no responses; add at least one.`],
  ],
  [
    'an operationId that is no text',
    specWithOperation({ operationId: 3 }),
    [`${at}/operationId: an operationId must be a text, not the number 3; correct or remove it.`],
  ],
  [
    'tags that are no texts',
    specWithOperation({ tags: ['a', 1] }),
    [`${at}/tags/1: tags must hold texts only, not the number 1.`],
  ],
  [
    'security schemes that are not declared',
    {
      ...specWithOperation({ security: [{ a: [], b: [] }] }),
      security: [{ c: [] }],
      components: { securitySchemes: { a: { type: 'http', scheme: 'bearer' } } },
    },
    [
      '/security/0/c: the security scheme "c" is not declared in components.securitySchemes; declare it or remove the requirement.',
      `${at}/security/0/b: the security scheme "b" is not declared in components.securitySchemes; declare it or remove the requirement.`,
    ],
  ],
  [
    'security schemes that say too little',
    spec({
      components: {
        securitySchemes: { a: { type: 'http' }, b: { type: 'apiKey', in: 'body' }, c: { type: 'basic' } },
      },
    }),
    [
      '/components/securitySchemes/a: scheme is missing; add it.',
      '/components/securitySchemes/b: name is missing; add it.',
      '/components/securitySchemes/b/in: "in" of an API key must be query, header or cookie, not the text "body".',
      '/components/securitySchemes/c: the type of a security scheme must be apiKey, http, mutualTLS, oauth2 or openIdConnect, not the text "basic".',
    ],
  ],
  [
    'schemas with keywords of the wrong sort',
    spec({
      components: {
        schemas: {
          A: { type: ['string', 'text'], required: true, enum: 'a', allOf: {}, properties: { b: 1 } },
        },
      },
    }),
    [
      '/components/schemas/A/type: the text "text" is no type; use array, boolean, integer, null, number, object or string.',
      '/components/schemas/A/required: required must be an array of texts, not true.',
      '/components/schemas/A/enum: enum must be an array, not the text "a".',
      '/components/schemas/A/allOf: allOf must be an array, not an object.',
      '/components/schemas/A/properties/b: a schema must be an object, not the number 1.',
    ],
  ],
  [
    'an extension of ours that does not exist',
    specWithOperation({ 'x-driftless-retries': 'safe' }),
    [
      `${at}/x-driftless-retries: x-driftless-retries is no extension of this generator; correct it to one of x-driftless-retry, x-driftless-idempotency, x-driftless-hmac, x-driftless-pagination, x-driftless-result, x-driftless-stream, x-driftless-resource, x-driftless-coerce, x-driftless-null, x-driftless-send-empty-body.`,
    ],
  ],
  [
    'extensions of ours in the wrong place or with the wrong value',
    specWithOperation({
      'x-driftless-hmac': {},
      'x-driftless-retry': 'always',
      'x-driftless-result': 'data',
    }),
    [
      `${at}/x-driftless-hmac: x-driftless-hmac has no effect here; it belongs on "securityScheme" objects.`,
      `${at}/x-driftless-result: x-driftless-result must be a JSON pointer such as "/data", not the text "data".`,
      `${at}/x-driftless-retry: x-driftless-retry must be "safe", "keyed" or "never", not the text "always".`,
    ],
  ],
  ...['', [], ['a header'], [1]].map((names): [string, unknown, string[]] => [
    `the idempotency headers ${JSON.stringify(names)}`,
    specWithOperation({ 'x-driftless-idempotency': names }),
    [expect.stringContaining('x-driftless-idempotency must be a header name or a list of header names, not')],
  ]),
  ...(
    [
      [{ algorithm: 'md5' }, '/algorithm must be "sha256", not the text "md5"'],
      [
        { key: { encoding: 'hex', bytes: 0 } },
        '/key/bytes must be a whole number from 1 to 1024, not the number 0',
      ],
      [{ key: { encoding: 'hex' } }, '/key/bytes is missing'],
      [
        { headers: { ...hmac.headers, nonce: 'a b' } },
        '/headers/nonce must be a header name, not the text "a b"',
      ],
      [{ headers: { ...hmac.headers, nonce: 'x-id' } }, '/headers must name four different headers'],
      [{ options: { id: 'a-b', secret: 's' } }, '/options/id must be a TypeScript name, not the text "a-b"'],
      [{ options: { id: 'a', secret: 'a' } }, '/options must have two different names'],
      [{ timestamp: 'ms' }, '/timestamp must be "seconds", not the text "ms"'],
      [{ nonceBytes: 1.5 }, '/nonceBytes must be a whole number from 1 to 1024, not the number 1.5'],
      [
        { sign: ['host'] },
        '/sign must be a list of method, path, timestamp, nonce, body, each once at most, not an array',
      ],
      [
        { sign: ['body', 'body'] },
        '/sign must be a list of method, path, timestamp, nonce, body, each once at most, not an array',
      ],
      [{ bodyless: ['get'] }, '/bodyless must be a list of methods in upper case, not an array'],
      [{ emptyBody: null }, '/emptyBody must be a text, not null'],
      [{ salt: 'a' }, `/salt is unknown (known: ${Object.keys(hmac).join(', ')})`],
      [{ key: 'hex' }, '/key must be an object, not the text "hex"'],
    ] as const
  ).map(([changes, problem]): [string, unknown, string[]] => [
    `the signature ${JSON.stringify(changes)}`,
    spec({
      paths: {},
      components: {
        securitySchemes: {
          s: { type: 'apiKey', in: 'header', name: 'k', 'x-driftless-hmac': { ...hmac, ...changes } },
        },
      },
    }),
    [`/components/securitySchemes/s/x-driftless-hmac: x-driftless-hmac${problem}.`],
  ]),
  ...[
    {},
    { cursor: 'since', sequence: 'sequence' },
    { cursor: '' },
    { terminal: [] },
    { terminal: 'done' },
    { cursor: 'since', resume: true },
  ].map((stream): [string, unknown, string[]] => [
    `the stream extension ${JSON.stringify(stream)}`,
    specWithOperation({ 'x-driftless-stream': stream }),
    [
      `${at}/x-driftless-stream: x-driftless-stream must be an object with one or more of "cursor" (name of a query parameter), "sequence" (a JSON pointer such as "/sequence") and "terminal" (a list of event names), not an object.`,
    ],
  ]),
]
