import type ts from 'typescript'
import { enumValues } from '../surface/type-parts.ts'
import type { Release } from '../types.ts'
import type { Script } from './script.ts'
import { access, objectOf } from './values.ts'

/** Prints how the client is made, with each of the alternative credentials, and a mention of every exported value. */
export function clientParts(
  script: Script,
  { client }: Pick<Release, 'client'>,
  exports: ReadonlyMap<string, ReadonlyMap<string, ts.Symbol>>,
): string[] {
  const names = exports.get('index') ?? new Map<string, ts.Symbol>()
  const values = [...names].filter(
    ([name, { flags }]) => name !== client && flags & script.typescript.SymbolFlags.Value,
  )
  return [
    `// ${client}\nexport const clients = (): main.${client}[] => [\n${makings(script, client, names)}]\n`,
    ...values.map(([name, symbol]) => valuePart(script, name, symbol)),
  ]
}

function makings(script: Script, client: string, names: ReadonlyMap<string, ts.Symbol>): string {
  const { checker } = script
  const credentials = names.get(`${client}Credentials`)
  const type = credentials && checker.getDeclaredTypeOfSymbol(credentials)
  const alternatives = type === undefined ? [] : type.isUnion() ? type.types : [type]
  const rest = alternatives.map((each) => {
    const text = objectOf(script, each, { indent: '  ' })
    return `  new main.${client}(${text.replace(/^\{/, '{\n    baseUrl: given<string>(),')}),\n`
  })
  const isOptional = areOptionsOptional(script, names)
  return (
    (isOptional ? `  new main.${client}(),\n  new main.${client}({ baseUrl: given<string>() }),\n` : '') +
    (rest.length > 0 || isOptional ? '' : `  new main.${client}({ baseUrl: given<string>() }),\n`) +
    rest.join('')
  )
}

function areOptionsOptional({ checker, typescript }: Script, names: ReadonlyMap<string, ts.Symbol>): boolean {
  const create = names.get('createClient')
  const parameter = create && checker.getTypeOfSymbol(create).getCallSignatures()[0]?.parameters[0]
  const node = parameter?.valueDeclaration
  return node !== undefined && typescript.isParameter(node) && node.questionToken !== undefined
}

function valuePart(script: Script, name: string, symbol: ts.Symbol): string {
  const values = enumValues(script, symbol)
  if (values.size === 0) return `// ${name}\nexport const value_${name} = (): unknown => main.${name}\n`
  const members = [...values.keys()].map((key) => `  main.${name}${access(key)},\n`)
  return `// ${name}\nexport const value_${name} = (): readonly unknown[] => [\n${members.join('')}]\n`
}
