import type ts from 'typescript'
import { compareProperties } from './compare-properties.ts'
import { found, type Place } from './findings.ts'
import type { Graph, Root } from './graph.ts'
import { bodyPhrase, errorPhrase, groupPhrase, pathPhrase, resultPhrase, selfPhrase } from './phrases.ts'
import type { CallArgument, GroupName, Signature } from './signatures.ts'
import { exportedName } from './type-parts.ts'

/** One call in both clients. */
interface CallPair {
  readonly graph: Graph
  readonly subject: string
  readonly old: Signature
  readonly next: Signature
  /** Findings about the call as such. */
  readonly self: Place
}

/** Compares how an operation is called and what it gives; findings go into the graph. */
export function compareSignatures(
  graph: Graph,
  subject: string,
  old: Signature & { readonly symbol: ts.Symbol },
  next: Signature & { readonly symbol: ts.Symbol },
): void {
  const node = graph.addRoot({ subject, phrase: selfPhrase })
  const self: Place = { node, path: '', direction: 'request', old: old.symbol, next: next.symbol }
  const call = { graph, subject, old, next, self }
  comparePath(call)
  compareBody(call)
  for (const name of ['query', 'headers', 'cookies'] as const) compareGroup(call, name)
  compareQueryPlace(call)
  compareResults(call)
  compareErrors(call)
}

function rootAt(
  call: CallPair,
  phrase: Root['phrase'],
  direction: Place['direction'],
): Place & { readonly node: Root } {
  const node = call.graph.addRoot({ subject: call.subject, phrase })
  return { ...call.self, node, direction }
}

function comparePath(call: CallPair): void {
  const [before, after] = [call.old.path, call.next.path]
  const names = (list: readonly CallArgument[]) => list.map(({ symbol }) => `\`${symbol.name}\``).join(', ')
  if (before.length !== after.length) {
    const predicate = `its path parameters are now ${names(after) || 'none'}, were ${names(before) || 'none'}`
    found(call.self, 'path-parameters-changed', 'major', predicate)
    return
  }
  const sorted = (list: readonly CallArgument[]) =>
    list
      .map(({ symbol }) => symbol.name)
      .sort()
      .join()
  if (sorted(before) === sorted(after) && names(before) !== names(after)) {
    const predicate = `its path parameters now come in the order ${names(after)}`
    found(call.self, 'path-parameters-reordered', 'major', predicate)
    return
  }
  for (const [index, argument] of before.entries()) {
    const other = after[index]
    if (other === undefined) continue
    const place = rootAt(call, pathPhrase(other.symbol.name), 'request')
    call.graph.compareAt({ ...place, old: argument.symbol, next: other.symbol }, argument.type, other.type)
  }
}

function compareBody(call: CallPair): void {
  const [before, after] = [call.old.body, call.next.body]
  if (before === undefined && after === undefined) return
  if (before === undefined) {
    found(call.self, 'body-added', 'major', 'now takes a body before its options')
    return
  }
  if (after === undefined) {
    found(call.self, 'body-removed', 'major', 'takes no body any more')
    return
  }
  const place = { ...rootAt(call, bodyPhrase, 'request'), old: before.symbol, next: after.symbol }
  if (before.isOptional && !after.isOptional) found(place, 'body-required', 'major', 'must now be given')
  if (!before.isOptional && after.isOptional) found(place, 'body-optional', 'minor', 'may now be left out')
  call.graph.compareAt(place, before.type, after.type)
}

/** A group is compared by its members: as a whole it is named after its one operation. */
function compareGroup(call: CallPair, name: GroupName): void {
  const [before, after] = [call.old.groups.get(name), call.next.groups.get(name)]
  if (before === undefined && after === undefined) return
  const place = rootAt(call, groupPhrase[name], 'request')
  consume(call, before?.type)
  compareProperties(call.graph.walk, before?.type, after?.type, {
    ...place,
    old: before?.symbol ?? place.old,
    next: after?.symbol ?? place.next,
  })
}

/** The query is an argument where there is no body: with the first parameter, a call's options move one place on. */
function compareQueryPlace({ old, next, self }: CallPair): void {
  if ((old.body === undefined) !== (next.body === undefined)) return
  if (!old.hasQueryArgument && next.hasQueryArgument) {
    found(self, 'query-added', 'major', 'now takes a query before its options')
  } else if (old.hasQueryArgument && !next.hasQueryArgument) {
    found(self, 'query-removed', 'major', 'takes no query any more: its options come in its place')
  }
}

const kinds: Readonly<Record<string, string>> = {
  ApiPromise: 'one result',
  PagePromise: 'pages',
  EventStream: 'a stream',
}

function compareResults(call: CallPair): void {
  const { old, next, self, graph } = call
  if (old.resultKind !== next.resultKind) {
    const text = (kind: string) => kinds[kind] ?? `\`${kind}\``
    const predicate = `now gives ${text(next.resultKind)}, gave ${text(old.resultKind)}`
    found(self, 'result-kind-changed', 'major', predicate)
    return
  }
  for (const [index, phrase] of (resultPhrase[next.resultKind] ?? []).entries()) {
    const [before, after] = [old.results[index], next.results[index]]
    if (before === undefined || after === undefined) continue
    graph.compareAt(rootAt(call, phrase, 'response'), before, after)
  }
}

/** A type that is one operation's own is not compared a second time as an exported one. */
function consume({ graph, subject }: CallPair, type: ts.Type | undefined): void {
  const name = type && exportedName(type, graph.walk.old.folder)
  if (name !== undefined) graph.consumed.set(name, subject)
}

function compareErrors(call: CallPair): void {
  consume(call, call.old.errors)
  const { checker } = call.graph.walk
  const [before, after] = [call.old.errors, call.next.errors].map(
    (type) =>
      new Map((type === undefined ? [] : checker.getPropertiesOfType(type)).map((each) => [each.name, each])),
  )
  for (const status of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])) {
    const [old, next] = [before?.get(status), after?.get(status)]
    const place = {
      ...rootAt(call, errorPhrase(status), 'response'),
      old: old ?? call.self.old,
      next: next ?? call.self.next,
    }
    if (next === undefined) found(place, 'error-removed', 'major', 'is no longer declared')
    else if (old === undefined) found(place, 'error-added', 'minor', 'is now declared')
    else call.graph.compareAt(place, checker.getTypeOfSymbol(old), checker.getTypeOfSymbol(next))
  }
}
