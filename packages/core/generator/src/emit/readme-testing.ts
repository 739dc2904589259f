import type { ApiConfig } from '../config.ts'
import type { ApiModel, OperationModel } from '../model/types.ts'
import { streamingResources } from './operations.ts'
import { literal, propertyAccess } from './text.ts'

/** Prints the README's section on tests of what calls the API. */
export function testingSection(model: ApiModel, config: ApiConfig, isProgram: boolean): string {
  const operations = model.resources.flatMap((resource) =>
    resource.operations.map((operation) => ({ operation, path: pathOf(resource.name, operation) })),
  )
  // The first read of a single thing tells most.
  const [first] = operations.sort((a, b) => cost(a.operation) - cost(b.operation))
  if (first === undefined) return ''
  const error = first.operation.errors.find(({ status }) => /^4\d\d$/.test(status))?.status
  const stream = streamingResources(model).flatMap(({ name, operations: [operation] }) =>
    operation === undefined ? [] : [pathOf(name, operation)],
  )[0]
  const lines = [
    ...(error === undefined ? [] : [`server.use(${first.path}(respondWith(${error})))`]),
    `server.use(${first.path}(faults.retryAfter(3)))`,
    ...(stream === undefined ? [] : [`server.use(${stream}(faults.cutStream(2)))`]),
  ]
  const imported = error === undefined ? 'faults, handlers' : 'faults, handlers, respondWith'
  // The blocks of a guide are run one after the other, which these would get in the way of.
  const language = isProgram ? 'typescript' : 'ts'
  return `## Tests

\`${config.package}/testing\` has handlers of [msw](https://mswjs.io) that answer every operation with data that fits the document. The same \`seed\` gives the same data. A handler of one operation takes what a test cares about, in TypeScript names, and makes the rest; or a function of the request; or an answer with a status; or something that goes wrong.

\`\`\`sh
npm install --save-dev msw @driftless/testing
\`\`\`

\`\`\`${language}
import { setupServer } from 'msw/node'
import { ${imported} } from ${literal(`${config.package}/testing`)}

const server = setupServer(...handlers({ seed: 1 }))
server.listen({ onUnhandledFrame: 'error' })

${lines.join('\n')}
\`\`\`

The recipes are \`retryAfter(seconds)\`, \`resetOnce()\`, \`stallBody()\`, \`cutStream(atEvent)\` and \`htmlInstead()\`; the README of \`@driftless/testing\` tells what each does. msw 3 needs Node 22.12.`
}

function pathOf(resource: string, { method }: OperationModel): string {
  return `handlers${propertyAccess(resource)}${propertyAccess(method)}`
}

function cost({ httpMethod, pathParameters, deprecated, stream, pagination }: OperationModel): number {
  const isSpecial = deprecated || stream !== undefined || pagination !== undefined
  return (
    (isSpecial ? 100 : 0) +
    (httpMethod.toUpperCase() === 'GET' ? 0 : 10) +
    Math.abs(pathParameters.length - 1)
  )
}
