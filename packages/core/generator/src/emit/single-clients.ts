/** `createClientWith…`: one function per security scheme, so that a bundle holds the code of no other scheme. */
import type { ApiModel, SecuritySchemeModel } from '../model/types.ts'
import { typeName } from '../model/words.ts'
import { made, optionsOf } from './credential-options.ts'
import { type Scope, unusedName } from './scope.ts'
import { runtime } from './signature.ts'
import { commentText, docComment, markdownCode, propertyAccess, propertyKey } from './text.ts'

interface SingleClient {
  /** Name of the function. */
  readonly name: string
  readonly scheme: SecuritySchemeModel
}

/** Names the functions after the first option of each scheme; an operation of that name keeps it. */
export function singleClients({ resources, securitySchemes }: ApiModel): readonly SingleClient[] {
  const taken = new Set(resources.flatMap(({ operations }) => operations.map(({ name }) => name)))
  return securitySchemes.map((scheme) => {
    const name = unusedName(`createClientWith${typeName(scheme.option)}`, taken)
    taken.add(name)
    return { name, scheme }
  })
}

/** Prints one of the functions. `create` is the runtime's `createClient`. */
export function singleClientFunction({ name, scheme }: SingleClient, scope: Scope, create: string): string {
  const options = optionsOf(scheme)
  const members = options.map(
    (option) =>
      `  /** ${commentText(option.about)} */\n` +
      `  readonly ${propertyKey(option.name)}${option.isOptional ? '?' : ''}: ${option.type(scope)}${option.isOptional ? ' | undefined' : ''}\n`,
  )
  const values = options.map((option) => `options${propertyAccess(option.name)}`)
  const comment = docComment([
    `Makes a client as \`createClient\` does, with the credentials ${commentText(markdownCode(scheme.option))} alone: a bundle holds no others.`,
    '',
    '@throws UsageError where there is no base URL, or an option makes no sense',
  ])
  return (
    `${comment}export function ${name}(\n` +
    `  options: Omit<${scope.type(runtime, 'ClientOptions')}, 'auth'> & {\n${members.join('')}},\n` +
    `): ${scope.type(runtime, 'Client')} {\n` +
    `  return ${create}({ ...options, auth: ${made(scheme, values, scope)} }, defaults)\n}\n`
  )
}
