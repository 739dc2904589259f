import type { HmacSchemeModel, SecuritySchemeModel } from '../model/types.ts'
import type { Scope } from './scope.ts'
import { runtime } from './signature.ts'
import { literal, markdownCode, objectLiteral, propertyAccess, propertyKey } from './text.ts'

/** One constructor option of a security scheme. */
export interface CredentialOption {
  readonly name: string
  /** What it takes, as Markdown. */
  readonly about: string
  /** Whether the scheme works without it. */
  readonly isOptional: boolean
  readonly type: (scope: Scope) => string
}

const text = () => 'string'

/** The constructor options of a scheme, in the order in which they are documented. */
export function optionsOf(scheme: SecuritySchemeModel): readonly CredentialOption[] {
  const { option: name } = scheme
  switch (scheme.kind) {
    case 'hmac':
      return [
        { name, about: 'who signs', isOptional: false, type: text },
        {
          name: scheme.secretOption,
          about: `the secret that requests are signed with, ${scheme.hmac.key.bytes * 2} hexadecimal digits`,
          isOptional: false,
          type: text,
        },
        {
          name: scheme.pathOption,
          about: "path of the API's root as the server sees it, where a proxy strips or adds a part",
          isOptional: true,
          type: text,
        },
      ]
    case 'basic':
      return [
        {
          name,
          about: 'user name and password',
          isOptional: false,
          type: () => '{ readonly username: string; readonly password: string }',
        },
      ]
    default:
      return [{ name, about: aboutSecret(scheme), isOptional: false, type: secret }]
  }
}

function secret(scope: Scope): string {
  return scope.type(runtime, 'Secret')
}

function aboutSecret(scheme: Exclude<SecuritySchemeModel, HmacSchemeModel>): string {
  if (scheme.kind !== 'apiKey') return 'bearer token, or a function that returns one'
  return `API key in ${scheme.in} ${markdownCode(scheme.parameter)}`
}

/** Names of the options that a scheme cannot do without. */
export function requiredOptions(scheme: SecuritySchemeModel): string[] {
  return optionsOf(scheme)
    .filter(({ isOptional }) => !isOptional)
    .map(({ name }) => name)
}

/** Prints the provider of a scheme, or undefined where none of what it needs is given. */
export function provider(scheme: SecuritySchemeModel, scope: Scope): string {
  const values = optionsOf(scheme).map(({ name }) => `credentials${propertyAccess(name)}`)
  const absent = requiredOptions(scheme)
    .map((name) => `credentials${propertyAccess(name)} === undefined`)
    .join(' && ')
  const [first = '', second = '', third = ''] = values
  // What is half given is for the provider to refuse.
  const filled = scheme.kind === 'hmac' ? [`${first} ?? ''`, `${second} ?? ''`, third] : values
  return `${absent} ? undefined : ${made(scheme, filled, scope)}`
}

/** Prints the provider of a scheme from the texts of its options' values. */
export function made(scheme: SecuritySchemeModel, values: readonly string[], scope: Scope): string {
  const [value = '', secret = '', path = ''] = values
  switch (scheme.kind) {
    case 'bearer':
      return `${scope.value(runtime, 'bearer')}(${value})`
    case 'basic':
      return `${scope.value(runtime, 'basic')}(${value}.username, ${value}.password)`
    case 'apiKey':
      return `${scope.value(runtime, 'apiKey')}(${value}, { in: ${literal(scheme.in)}, name: ${literal(scheme.parameter)} })`
    case 'hmac':
      return `${scope.value(runtime, 'hmac')}(${[value, secret, schemeConstant(scheme), path].join(', ')})`
  }
}

/** Name of the constant that says how an API wants requests signed. */
export function schemeConstant({ option }: HmacSchemeModel): string {
  return `${option}Scheme`
}

/** Prints that constant. */
export function hmacScheme(model: HmacSchemeModel, scope: Scope): string {
  const { bodyless, emptyBody, sign, key, nonceBytes, headers } = model.hmac
  const sent = `parts.body ?? ${literal(emptyBody)}`
  const body = bodyless[0] ? `(/^(${bodyless.join('|')})$/.test(parts.method) ? '' : (${sent}))` : `(${sent})`
  const text = sign.map((part) => (part === 'body' ? body : `parts.${part}`)).join(' + ') || literal('')
  const members = Object.entries(headers).map(([part, header]): [string, string] => [
    propertyKey(header.toLowerCase()),
    part === 'signature' ? `await sign(${text})` : `parts.${part}`,
  ])
  const value = objectLiteral([
    ['secretDigits', String(key.bytes * 2)],
    ['nonceDigits', String(nonceBytes * 2)],
    ['headers', `async (parts, sign) => (${objectLiteral(members)})`],
  ])
  return `const ${schemeConstant(model)}: ${scope.type(runtime, 'HmacScheme')} = ${value}\n`
}
