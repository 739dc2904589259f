import type { ApiConfig } from '../config.ts'
import type { ApiModel, OperationModel } from '../model/types.ts'
import { optionsOf, requiredOptions } from './credential-options.ts'
import { credentialRules } from './credentials.ts'
import { effect, example, exampleCall } from './documentation.ts'
import { errorBaseName } from './errors.ts'
import { exampleOperation } from './example-operation.ts'
import type { RenamedExport } from './index.ts'
import { streamingResources } from './operations.ts'
import { pagedOperations } from './pages.ts'
import { testingSection } from './readme-testing.ts'
import { Scope } from './scope.ts'
import { argumentsOf, prefixes } from './signature.ts'
import { singleClients } from './single-clients.ts'
import { firstSentence, literal, markdownCode, markdownText, propertyAccess } from './text.ts'

export interface ReadmeInput {
  readonly model: ApiModel
  readonly config: ApiConfig
  /** Whether the client is a package of its own that can be installed. */
  readonly isPackage: boolean
  /** Hand-written explanation of the client, in place of the general one. */
  readonly guide: string | undefined
  readonly renamed: readonly RenamedExport[]
}

/** Prints `README.md`: what the client is, how it is called, and every operation. */
export function readme(input: ReadmeInput): string {
  const { model, config, guide, renamed, isPackage } = input
  const tests = isPackage ? testingSection(model, config, guide !== undefined) : ''
  const explained =
    guide === undefined ? [...generalSections(input), tests] : [guide.trim(), tests, operations(model)]
  const sections = [title(input), ...explained, serverCheck(input), renamedTypes(renamed)]
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
}

function generalSections(input: ReadmeInput): string[] {
  return [
    install(input),
    usage(input),
    operations(input.model),
    pages(input),
    streams(input),
    validation(input),
    authentication(input),
    errors(input),
  ]
}

function title({ model, config }: ReadmeInput): string {
  const about = markdownText(firstSentence(model.description ?? ''))
  const name = `${markdownText(model.title)} ${markdownText(model.version)}`.trim()
  return [
    `# ${config.package}`,
    `TypeScript client of ${name}, generated from its OpenAPI document (\`spec.json\`): typed calls, retries, deadlines, typed errors.`,
    ...(about === '' ? [] : [about]),
  ].join('\n\n')
}

function install({ config, isPackage }: ReadmeInput): string {
  const name = isPackage ? config.package : '@driftless/runtime'
  return `## Install\n\n\`\`\`sh\nnpm install ${name}\n\`\`\``
}

function usage({ model, config, isPackage }: ReadmeInput): string {
  const chosen = exampleOperation(model)
  const main = isPackage ? config.package : './index.js'
  const functions = isPackage ? `${config.package}/operations` : './operations.js'
  const needs = credentialRules(model).alternatives === undefined ? '' : ', ...credentials'
  if (chosen === undefined) return ''
  const { resource, operation } = chosen
  const list = argumentsOf(operation, new Scope(prefixes))
  const method = `client${propertyAccess(resource.name)}${propertyAccess(operation.method)}`
  return `## Use

With the class, every operation is a method of its resource:

\`\`\`ts
import { ${config.client} } from ${literal(main)}

await using client = new ${config.client}({ baseUrl${needs} })
${example(operation, list, method)}
\`\`\`

With functions, a bundle holds only the operations that are imported:

\`\`\`ts
import { createClient, ${operation.name} } from ${literal(functions)}

const client = createClient({ baseUrl${needs} })
${example(operation, list, operation.name, ['client'])}
\`\`\`

${singles(model)}${baseUrl(config)} The last argument of every call takes \`signal\`, \`attemptTimeoutMs\`, \`deadlineMs\`, \`maxRetries\`, \`headers\` and \`query\`. \`.withResponse()\` on a call gives status, headers and every attempt beside the data.`
}

/** Where there are several kinds of credentials, a bundle need not hold them all. */
function singles(model: ApiModel): string {
  const names = singleClients(model).map(({ name }) => markdownCode(name))
  if (names.length < 2) return ''
  return `${names.join(' and ')} make the same client from one kind of credentials, and leave the code of all others out of a bundle.\n\n`
}

function baseUrl({ baseUrl, baseUrlVariable, pathPrefix }: ApiConfig): string {
  const ways = ['the option `baseUrl`']
  if (baseUrlVariable !== undefined) ways.push(`the environment variable ${markdownCode(baseUrlVariable)}`)
  if (baseUrl !== undefined) ways.push(markdownCode(baseUrl))
  const prefix = pathPrefix === undefined ? '' : `, with or without ${markdownCode(pathPrefix)} at its end`
  return `The server is the first of: ${ways.join(', ')}${prefix}.`
}

function operations(model: ApiModel): string {
  const rows = model.resources.flatMap((resource) =>
    resource.operations.map((operation) => {
      const call = `${resource.name}${propertyAccess(operation.method)}(${callShape(operation)})`
      const goes = `${operation.httpMethod.toUpperCase()} ${operation.wirePath}`
      const says = `${operation.deprecated ? '**Deprecated.** ' : ''}${markdownText(effect(operation).first)}`
      return `| ${markdownCode(call)} | ${markdownCode(operation.name)} | ${markdownCode(goes)} | ${says} |`
    }),
  )
  if (rows.length === 0) return '## Operations\n\nThe document has none; this package holds its types.'
  return `## Operations\n\n| Method | Function | Request | Effect |\n| --- | --- | --- | --- |\n${rows.join('\n')}`
}

function pages({ model, config, isPackage }: ReadmeInput): string {
  const calls = pagedOperations(model).map(({ resource, operation }) => {
    const method = `client${propertyAccess(resource.name)}${propertyAccess(operation.method)}`
    return exampleCall(argumentsOf(operation, new Scope(prefixes)), method)
  })
  const [call] = calls.sort((a, b) => a.length - b.length)
  if (call === undefined) return ''
  const needs = credentialRules(model).alternatives === undefined ? '' : ', ...credentials'
  return `## Pages

An operation with pages returns a \`PagePromise\`. Awaited, it gives one page with \`items\`, and with \`meta\` where the API says more about its list; \`for await\` gives the items of all pages from there, \`.pages()\` the pages, and \`.take(count)\` the first items, each asking for no page before it is needed.

\`\`\`ts
import { ${config.client} } from ${literal(isPackage ? config.package : './index.js')}

await using client = new ${config.client}({ baseUrl${needs} })
for await (const item of ${call}) console.log(item)

const items = await ${call}.take(100)

let page = await ${call}
while (page.hasNext()) page = await page.next()
\`\`\`

A server that leads in a circle (a cursor that comes back, the same page again) is a \`PaginationError\`, never a loop. The last page is the one that reaches the list's total, or has no next cursor; a list that says neither ends with an empty page.`
}

function streams({ model, config, isPackage }: ReadmeInput): string {
  const [resource] = streamingResources(model)
  const [operation] = resource?.operations ?? []
  if (resource === undefined || operation === undefined) return ''
  const main = isPackage ? config.package : './index.js'
  const path = isPackage ? `${config.package}/streams` : './streams.js'
  const needs = credentialRules(model).alternatives === undefined ? '' : ', ...credentials'
  const method = `client${propertyAccess(resource.name)}${propertyAccess(operation.method)}`
  const call = exampleCall(argumentsOf(operation, new Scope(prefixes)), method)
  return `## Streams

An operation that streams returns an \`EventStream\`, which connects when it is read. \`for await\` gives the data of each event, \`.messages()\` its name and id too; \`break\` and \`.close()\` end the request.

\`\`\`ts
import { ${config.client}, StreamTruncatedError } from ${literal(main)}

await using client = new ${config.client}({ baseUrl${needs} })
const stream = ${call}
try {
  for await (const event of stream) console.log(event)
} catch (error) {
  if (error instanceof StreamTruncatedError) console.error('go on later behind', stream.lastEventId)
  throw error
}
\`\`\`

A connection that is lost, or silent for \`idleTimeoutMs\` (60,000), is made again behind the last event, up to \`maxRetries\` times without an event in between; an end that is too early is a \`StreamTruncatedError\`, never a silent one. The option \`lastEventId\` goes on where an earlier stream ended. ${markdownCode(path)} exports these functions alone.`
}

function validation({ config, isPackage }: ReadmeInput): string {
  if (!config.validate) return ''
  return `## Validation

\`validateResponses\` compares answers with what the document declares for them: \`report\` tells what differs, by operation, pointer and types and without values, and \`strict\` fails the call with a \`ResponseFormatError\` as well. It needs the package \`ajv\`; a client without it holds nothing of it.

\`\`\`ts
import { ${config.client} } from ${literal(isPackage ? config.package : './index.js')}
import { validateResponses } from ${literal(isPackage ? `${config.package}/validate` : './validate.js')}

const client = new ${config.client}({ ...options, middleware: [validateResponses({ mode: 'report', onReport: console.warn })] })
\`\`\``
}

function callShape(operation: OperationModel): string {
  const list = argumentsOf(operation, new Scope(prefixes)).filter(
    ({ role, optional }) => role !== 'options' || !optional,
  )
  return list.map(({ name, optional }) => (optional ? `${name}?` : name)).join(', ')
}

function authentication({ model, config }: ReadmeInput): string {
  const { schemes, alternatives } = credentialRules(model)
  const own = 'A provider of your own goes into `auth`; it sees every request before it is sent.'
  if (schemes.length === 0) {
    return `## Authentication\n\nThe document declares none. Servers behind a gateway may need some all the same: \`auth: bearer(token)\`, \`basic(username, password)\` or \`apiKey(value, { in: 'header', name })\`. ${own}`
  }
  const rows = schemes.flatMap((scheme) =>
    optionsOf(scheme).map(({ name, about, isOptional }, index) => {
      const kind = `${about}${isOptional ? ' (optional)' : ''}`
      return `| ${markdownCode(name)} | ${kind} | ${index === 0 ? markdownText(scheme.description ?? '') : ''} |`
    }),
  )
  const rule =
    alternatives === undefined
      ? `Every option of \`${config.client}\` is optional: what an operation needs differs.`
      : `\`${config.client}\` takes one of: ${alternatives.map((list) => list.flatMap(requiredOptions).map(markdownCode).join(' with ')).join('; ')}.`
  return `## Authentication\n\n| Option | Is | |\n| --- | --- | --- |\n${rows.join('\n')}\n\n${rule} ${own}`
}

function errors({ config, isPackage }: ReadmeInput): string {
  const name = errorBaseName(config)
  return `## Errors

Every error is an instance of \`${name}\`. An answer outside 2xx is an \`APIError\` with \`status\`, parsed \`body\`, whose beginning its message quotes, and every attempt: \`BadRequestError\` 400, \`AuthenticationError\` 401, \`PermissionDeniedError\` 403, \`NotFoundError\` 404, \`ConflictError\` 409, \`UnprocessableEntityError\` 422, \`RateLimitError\` 429, \`ServerError\` 5xx. Without an answer it is a \`ConnectionError\`, \`TimeoutError\`, \`AbortError\` or, where the call may have been carried out, an \`OutcomeUnknownError\`. Where trying later may help it is a \`RetryableError\` too. \`isError(error, operation, status)\` narrows \`error.body\` to the type that the operation declares for this status.

\`\`\`ts
import { NotFoundError, ${name} } from ${literal(isPackage ? config.package : './index.js')}

try {
  await call()
} catch (error) {
  if (error instanceof NotFoundError) return undefined
  if (error instanceof ${name}) console.error(error.toReport())
  throw error
}
\`\`\``
}

function serverCheck({ config, isPackage }: ReadmeInput): string {
  if (!isPackage) return ''
  return `## Does a server still offer this?

\`\`\`sh
npx ${config.package} check --server https://api.example.com
\`\`\`

It fetches the server's OpenAPI document and lists the operations that have changed or gone since this package was made; descriptions, hosts and new operations do not count. Exit codes, for CI: 0 in step, 1 differs or cannot be told, 2 wrong usage. \`--json\` prints the result for programs; \`--header "Name: value"\` is sent along.`
}

function renamedTypes(renamed: readonly RenamedExport[]): string {
  if (renamed.length === 0) return ''
  const rows = renamed.map(
    ({ name, exportedAs }) => `| ${markdownCode(name)} | ${markdownCode(exportedAs)} |`,
  )
  return `## Renamed types\n\nThe main entry exports these under another name, since their own is taken there; \`types\` has them as they are.\n\n| In the document | Main entry |\n| --- | --- |\n${rows.join('\n')}`
}
