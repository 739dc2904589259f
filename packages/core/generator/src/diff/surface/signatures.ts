import type ts from 'typescript'
import type { Setting } from './setting.ts'

/** An argument of a call, as its declaration says. */
export interface CallArgument {
  readonly symbol: ts.Symbol
  readonly type: ts.Type
  readonly isOptional: boolean
}

/** Parameters that are named in a call: query, headers, cookies. */
export type GroupName = 'query' | 'headers' | 'cookies'

/** How one operation is called, and what it gives. */
export interface Signature {
  /** In order, by name. */
  readonly path: readonly CallArgument[]
  readonly body: CallArgument | undefined
  /** The groups of parameters, wherever in a call they stand. */
  readonly groups: ReadonlyMap<GroupName, CallArgument>
  readonly hasQueryArgument: boolean
  readonly hasRequiredOptions: boolean
  /** `ApiPromise`, `PagePromise` or `EventStream`. */
  readonly resultKind: string
  /** What it gives: a result, or items and what is said about them. */
  readonly results: readonly ts.Type[]
  /** Bodies of errors by status. */
  readonly errors: ts.Type | undefined
}

/** Reads how a method or a function is called; `undefined` where it is neither. */
export function signatureOf(setting: Setting, symbol: ts.Symbol | undefined): Signature | undefined {
  const { checker } = setting
  const signature = symbol && checker.getTypeOfSymbol(symbol).getCallSignatures()[0]
  if (signature === undefined) return undefined
  const path: CallArgument[] = []
  const groups = new Map<GroupName, CallArgument>()
  let body: CallArgument | undefined
  let options: CallArgument | undefined
  for (const parameter of signature.parameters) {
    const argument = argumentOf(setting, parameter)
    if (parameter.name === 'body') body = argument
    else if (parameter.name === 'query') groups.set('query', argument)
    else if (parameter.name === 'options') options = argument
    else if (parameter.name !== 'client') path.push(argument)
  }
  const hasQueryArgument = groups.has('query')
  for (const [name, group] of optionGroups(setting, options)) groups.set(name, group)
  const hasRequiredOptions = options?.isOptional === false
  return { path, body, groups, hasQueryArgument, hasRequiredOptions, ...resultOf(setting, signature) }
}

function argumentOf(setting: Setting, symbol: ts.Symbol): CallArgument {
  const { typescript, checker } = setting
  const declared = checker.getTypeOfSymbol(symbol)
  const { valueDeclaration: node } = symbol
  const isMarked = node !== undefined && typescript.isParameter(node) && node.questionToken !== undefined
  const mayBeUndefined =
    declared.isUnion() && declared.types.some(({ flags }) => flags & typescript.TypeFlags.Undefined)
  const type = withoutUndefined(setting, declared)
  return { symbol, type, isOptional: isMarked || mayBeUndefined }
}

/** Null stays: it is a value. */
function withoutUndefined({ checker, typescript }: Setting, type: ts.Type): ts.Type {
  if (!type.isUnion() || !type.types.some(({ flags }) => flags & typescript.TypeFlags.Undefined)) return type
  const { aliasSymbol } = type
  const isNullable = type.types.some(({ flags }) => flags & typescript.TypeFlags.Null)
  return isNullable && aliasSymbol === undefined ? type : checker.getNonNullableType(type)
}

/** The parameter groups that an operation declares in its options: `CallOptions<{ headers: GetRunHeaders }>`. */
function optionGroups(setting: Setting, options: CallArgument | undefined): [GroupName, CallArgument][] {
  const { typescript, checker } = setting
  const node = options?.symbol.valueDeclaration
  const type = node && typescript.isParameter(node) ? node.type : undefined
  const given = type && typescript.isTypeReferenceNode(type) ? type.typeArguments?.[0] : undefined
  if (given === undefined) return []
  return checker.getPropertiesOfType(checker.getTypeFromTypeNode(given)).map((symbol) => {
    const group = { symbol, type: checker.getTypeOfSymbol(symbol), isOptional: true }
    return [symbol.name as GroupName, group]
  })
}

function resultOf(
  { checker }: Setting,
  signature: ts.Signature,
): Pick<Signature, 'resultKind' | 'results' | 'errors'> {
  const type = signature.getReturnType()
  const resultKind = type.symbol?.name ?? checker.typeToString(type)
  const given = checker.getTypeArguments(type as ts.TypeReference)
  const count = resultKind === 'PagePromise' ? 2 : 1
  return { resultKind, results: given.slice(0, count), errors: given[count] }
}
