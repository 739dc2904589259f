import type ts from 'typescript'
import type { Compiler } from '../program.ts'

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
  readonly options: CallArgument | undefined
  readonly hasQueryArgument: boolean
  /** How many arguments must be given; the function's client is not one of them. */
  readonly required: number
  /** `ApiPromise`, `PagePromise` or `EventStream`. */
  readonly resultKind: string
  /** What it gives: a result, or items and what is said about them. */
  readonly results: readonly ts.Type[]
  /** Bodies of errors by status. */
  readonly errors: ts.Type | undefined
}

/** Reads how a method or a function is called; `undefined` where it is neither. */
export function signatureOf(compiler: Compiler, symbol: ts.Symbol | undefined): Signature | undefined {
  const { checker } = compiler
  const signature = symbol && checker.getTypeOfSymbol(symbol).getCallSignatures()[0]
  if (signature === undefined) return undefined
  const path: CallArgument[] = []
  const groups = new Map<GroupName, CallArgument>()
  let body: CallArgument | undefined
  let options: CallArgument | undefined
  let [count, required] = [0, 0]
  for (const parameter of signature.parameters) {
    if (parameter.name === 'client') continue
    const argument = argumentOf(compiler, parameter)
    count += 1
    if (!argument.isOptional) required = count
    if (parameter.name === 'body') body = argument
    else if (parameter.name === 'query') groups.set('query', argument)
    else if (parameter.name === 'options') options = argument
    else path.push(argument)
  }
  const hasQueryArgument = groups.has('query')
  for (const [name, group] of optionGroups(compiler, options)) groups.set(name, group)
  return { path, body, groups, options, hasQueryArgument, required, ...resultOf(compiler, signature) }
}

function argumentOf(compiler: Compiler, symbol: ts.Symbol): CallArgument {
  const { typescript, checker } = compiler
  const declared = checker.getTypeOfSymbol(symbol)
  const { valueDeclaration: node } = symbol
  const isMarked = node !== undefined && typescript.isParameter(node) && node.questionToken !== undefined
  const mayBeUndefined =
    declared.isUnion() && declared.types.some(({ flags }) => flags & typescript.TypeFlags.Undefined)
  const type = withoutUndefined(compiler, declared)
  return { symbol, type, isOptional: isMarked || mayBeUndefined }
}

/** Null stays: it is a value. */
function withoutUndefined({ checker, typescript }: Compiler, type: ts.Type): ts.Type {
  if (!type.isUnion() || !type.types.some(({ flags }) => flags & typescript.TypeFlags.Undefined)) return type
  const { aliasSymbol } = type
  const isNullable = type.types.some(({ flags }) => flags & typescript.TypeFlags.Null)
  return isNullable && aliasSymbol === undefined ? type : checker.getNonNullableType(type)
}

/** The parameter groups that an operation declares in its options: `CallOptions<{ headers: GetRunHeaders }>`. */
function optionGroups(compiler: Compiler, options: CallArgument | undefined): [GroupName, CallArgument][] {
  const { typescript, checker } = compiler
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
  { checker }: Compiler,
  signature: ts.Signature,
): Pick<Signature, 'resultKind' | 'results' | 'errors'> {
  const type = signature.getReturnType()
  const resultKind = type.symbol?.name ?? checker.typeToString(type)
  const given = checker.getTypeArguments(type as ts.TypeReference)
  const count = resultKind === 'PagePromise' ? 2 : 1
  return { resultKind, results: given.slice(0, count), errors: given[count] }
}
