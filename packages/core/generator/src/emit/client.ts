import type { ApiConfig } from '../config.ts'
import type { ApiModel } from '../model/types.ts'
import { credentialRules, optionsName } from './credentials.ts'
import { Scope } from './scope.ts'
import { prefixes, runtime } from './signature.ts'
import { commentText, docComment, firstSentence, markdownCode, propertyAccess, propertyKey } from './text.ts'

const createModule = './create-client.js'

/** `await using` is younger than the libraries that most projects of users name. */
const disposableTypes = '/// <reference lib="esnext.disposable" preserve="true" />\n'

/** Prints `src/client.ts`: the class with one field per resource. */
export function clientModule(model: ApiModel, config: ApiConfig): string {
  const scope = new Scope({ ...prefixes, [createModule]: 'make' })
  const options = optionsName(config)
  scope.reserve([config.client])
  const create = scope.value(createModule, 'createClient')
  scope.type(createModule, options)
  const client = scope.type(runtime, 'Client')
  const changes = scope.type(runtime, 'ClientOptions')
  const request = scope.type(runtime, 'RequestOptions')
  const promise = scope.type(runtime, 'ApiPromise')
  const send = scope.value(runtime, 'request')
  const derive = scope.value(runtime, 'withOptions')
  const usage = scope.value(runtime, 'usageError')
  const resources = model.resources.map((resource) => ({
    ...resource,
    local: scope.value(`./resources/${resource.fileName}.js`, resource.className),
  }))
  const fields = resources.map(({ name, local, description }) => {
    const comment = docComment([firstSentence(commentText(description ?? ''))].filter(Boolean), '  ')
    return `${comment}  readonly ${propertyKey(name)}: ${local}\n`
  })
  const made = resources.map(
    ({ name, local }) => `    this${propertyAccess(name)} = new ${local}(this.#client)\n`,
  )
  const fallback = credentialRules(model).alternatives === undefined ? ' = {}' : ''
  return `${disposableTypes}${scope.imports()}
${classComment(model, config)}export class ${config.client} implements AsyncDisposable {
  readonly #client: ${client}
${fields.join('')}
  /**
   * @param options where the API is and how to call it, or a client made by \`createClient\`
   * @throws UsageError where there is no base URL, or an option makes no sense
   */
  constructor(options: ${options} | ${client}${fallback}) {
    if (Object(options) !== options) throw ${usage}('${config.client} takes an object of options')
    this.#client = 'call' in options ? options : ${create}(options)
${made.join('')}  }

  /**
   * Calls what the API's document lacks.
   *
   * @param path below the base URL, as it is sent
   */
  request<T = unknown>(method: string, path: string, options?: ${request}): ${promise}<T> {
    return ${send}<T>(this.#client, method, path, options)
  }

  /** Returns a client with some options changed; closing this one closes it too. */
  withOptions(options: Partial<${changes}>): ${config.client} {
    return new ${config.client}(${derive}(this.#client, options))
  }

  /** Aborts open calls and refuses further ones. */
  close(): void {
    this.#client.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]()
  }
}
`
}

function classComment(model: ApiModel, config: ApiConfig): string {
  const about = commentText(model.description ?? '')
  const needs = credentialRules(model).alternatives === undefined ? '' : ', ...credentials'
  return docComment([
    `Client of ${commentText(markdownCode(model.title))}.`,
    ...(about === '' ? [] : ['', about]),
    '',
    '@example',
    `await using client = new ${config.client}({ baseUrl${needs} })`,
  ])
}
