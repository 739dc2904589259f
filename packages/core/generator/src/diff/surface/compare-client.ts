import type ts from 'typescript'
import type { Change } from '../types.ts'
import { compareTypes } from './compare-types.ts'
import { found, type Place } from './findings.ts'
import type { Graph } from './graph.ts'
import { positionOf, positions } from './position.ts'
import { clientType, type Setting, type Side } from './setting.ts'

/** Compares how a client is made: its credentials and other options. Findings go into the graph. */
export function compareOptions(graph: Graph): void {
  const { walk } = graph
  const subject = walk.next.release.client
  const node = graph.addRoot({ subject, phrase: optionPhrase })
  const [before, after] = [optionsOf(walk, walk.old), optionsOf(walk, walk.next)]
  if (before === undefined || after === undefined) return
  const place: Place = { node, path: '', direction: 'request', old: before.symbol, next: after.symbol }
  const [old, next] = [credentialsOf(walk, walk.old), credentialsOf(walk, walk.next)]
  if (before.isOptional && !after.isOptional) {
    found(
      place,
      'options-required',
      'major',
      'options must now be given: the API has no open operation any more',
    )
  }
  if (!before.isOptional && after.isOptional)
    found(place, 'options-optional', 'minor', 'options may now be left out')
  if (old !== undefined && next !== undefined) {
    compareTypes(walk, old, next, place)
    return
  }
  if (old !== undefined) found(place, 'credentials-removed', 'major', 'no longer takes credentials')
  else if (next !== undefined) found(place, 'credentials-added', 'minor', 'now takes credentials')
  else compareTypes(walk, before.type, after.type, place)
}

function optionPhrase(path: string): string {
  return path === '' ? '' : `the option \`${path}\``
}

/** The argument of `createClient`. */
function optionsOf({ checker, typescript }: Setting, { exports }: Side) {
  const create = exports.get('index')?.get('createClient')
  const symbol = create && checker.getTypeOfSymbol(create).getCallSignatures()[0]?.parameters[0]
  const node = symbol?.valueDeclaration
  if (symbol === undefined || node === undefined || !typescript.isParameter(node)) return undefined
  return { symbol, type: checker.getTypeOfSymbol(symbol), isOptional: node.questionToken !== undefined }
}

/** Alternatives of credentials, which the options are made of. */
function credentialsOf({ checker }: Setting, { release, exports }: Side): ts.Type | undefined {
  const symbol = exports.get('index')?.get(`${release.client}Credentials`)
  return symbol && checker.getDeclaredTypeOfSymbol(symbol)
}

/** What became of the package and its class: other names, members that are gone. */
export function clientChanges(setting: Setting): Change[] {
  const { old, next, checker } = setting
  const classOf = ({ release, exports }: Side) => exports.get('index')?.get(release.client)
  const where = positions(positionOf(old, classOf(old)), positionOf(next, classOf(next)))
  const changes: Change[] = []
  const renamed = (code: string, from: string, to: string) => {
    if (from === to) return
    const message = `is now \`${to}\``
    changes.push({ bump: 'major', side: 'surface', code, subject: from, message, ...where })
  }
  renamed('package-renamed', old.release.package, next.release.package)
  renamed('client-renamed', old.release.client, next.release.client)
  const [before, after] = [clientType(setting, old), clientType(setting, next)]
  const resources = new Set(old.release.operations.map(({ resource }) => resource))
  for (const member of before === undefined ? [] : checker.getPropertiesOfType(before)) {
    if (
      resources.has(member.name) ||
      member.name.startsWith('__@') ||
      after === undefined ||
      checker.getPropertyOfType(after, member.name)
    )
      continue
    const position = positions(positionOf(old, member), undefined)
    const message = `\`${member.name}\` is gone`
    const subject = old.release.client
    changes.push({ bump: 'major', side: 'surface', code: 'member-removed', subject, message, ...position })
  }
  return changes
}
