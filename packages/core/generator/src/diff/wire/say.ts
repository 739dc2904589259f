import { fromPointer, toPointer } from '../../document/pointer.ts'
import { typeName } from '../../model/words.ts'
import type { Change, ReleasedOperation } from '../types.ts'
import type { Finding } from './finding.ts'
import { copiedComponent } from './normalize/schema.ts'
import { placeInComponent, placeInOperation } from './places.ts'
import type { Ruling } from './policy.ts'
import { list } from './text.ts'
import { failed, received, sent, type Uses } from './uses.ts'
import type { Side } from './wire-changes.ts'

/** A change whose positions are still pointers into the documents of both releases. */
export interface Said extends Omit<Change, 'old' | 'new'> {
  readonly oldPointer: string | undefined
  readonly newPointer: string | undefined
  /** Whether it is about something that several operations share. */
  readonly isShared?: boolean
}

/** As many operations are named in a sentence; the others are counted. */
const namedOperations = 5

/** Says what was found, of the operation that it is about or of what several of them share. */
export function say(found: Finding, ruling: Ruling, meeting: Uses, old: Side, next: Side): Said[] {
  const { bump } = ruling
  const common = {
    bump,
    side: 'wire' as const,
    code: found.code,
    oldPointer: found.oldPointer && old.plain.originOf(found.oldPointer),
    newPointer: found.newPointer && next.plain.originOf(found.newPointer),
  }
  const operations = [...meeting.keys()].flatMap((pointer) => methodsAt(pointer, old, next))
  const direct = methodsAt(toPointer(fromPointer(found.route).slice(0, 3)), old, next)
  const component = componentOf(subjectPointer(found, common))
  const ofOne = component === undefined ? direct : meeting.size === 1 ? operations : []
  if (ofOne.length > 0) {
    const json = found.newPointer === undefined ? old.plain.json : next.plain.json
    const message = fill(ruling.sentence, found, placeInOperation(json, found.route), '')
    return ofOne.map(subjectOf).map((subject) => ({ ...common, subject, message, operations: [subject] }))
  }
  if (component === undefined) {
    return [{ ...common, subject: 'the document', message: fill(ruling.sentence, found, 'it', '') }]
  }
  const [kind, name, place] = component
  const message = fill(ruling.sentence, found, place, inWays(found, meeting))
  const subject = kind === 'type' ? `type ${typeName(name)}` : `${kind} ${name}`
  return [{ ...common, subject, message, operations: operations.map(subjectOf), isShared: true }]
}

/** Says each thing once: parts of a component are met on several ways, by several operations. */
export function joinSame(said: readonly Said[]): Said[] {
  const known = new Map<string, Said>()
  for (const each of said) {
    const key = `${each.code}\n${each.subject}\n${each.message}`
    const other = known.get(key)
    const operations = new Set([...(other?.operations ?? []), ...(each.operations ?? [])])
    known.set(key, { ...each, ...other, operations: [...operations].sort() })
  }
  return [...known.values()].map(({ isShared, ...each }) => {
    const { message, operations = [] } = each
    return isShared && operations.length > 0
      ? { ...each, message: `${message}; seen by ${someOf(operations)}` }
      : each
  })
}

/** How users call an operation. */
function subjectOf({ resource, method }: ReleasedOperation): string {
  return `${resource}.${method}`
}

function methodsAt(pointer: string, old: Side, next: Side): readonly ReleasedOperation[] {
  return old.operations.get(pointer) ?? next.operations.get(pointer) ?? []
}

const kinds: Readonly<Record<string, string>> = {
  schemas: 'type',
  parameters: 'parameter',
  responses: 'response',
  requestBodies: 'body',
  headers: 'header',
  securitySchemes: 'security scheme',
}

/**
 * Where that stands which a finding is about. Where a reference may be null from now on, that is the reference and not
 * what it refers to.
 */
function subjectPointer(found: Finding, origin: Pick<Said, 'oldPointer' | 'newPointer'>): string {
  const [, , name = ''] = fromPointer(found.oldPointer ?? '')
  const isCopy = found.oldPointer?.startsWith('/components/schemas/') && copiedComponent(name) !== undefined
  return (isCopy ? origin.oldPointer : (origin.newPointer ?? origin.oldPointer)) ?? ''
}

/** The component that a pointer goes into: how it is called, and where in it. */
function componentOf(pointer: string): readonly [string, string, string] | undefined {
  const [top, section = '', name = ''] = fromPointer(pointer)
  const kind = top === 'components' && Object.hasOwn(kinds, section) ? kinds[section] : undefined
  return kind === undefined ? undefined : [kind, name, placeInComponent(pointer)]
}

/** Says in which direction a shared type changed; of one operation the place says so. */
function inWays(found: Finding, meeting: Uses): string {
  const all = [...meeting.values()].reduce((sum, each) => sum | each, 0) & found.ways
  if (all === sent) return ' in requests'
  if (all === received || all === (received | failed)) return ' in responses'
  return all === failed ? ' in errors' : ''
}

function someOf(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``)
  if (quoted.length <= namedOperations) return list(quoted, 'and')
  return `${quoted.slice(0, namedOperations).join(', ')} and ${quoted.length - namedOperations} more`
}

function fill(sentence: string, found: Finding, place: string, ways: string): string {
  const values: Readonly<Record<string, string>> = {
    place,
    in: ways,
    old: found.old ?? '',
    new: found.new ?? '',
    names: found.names ?? '',
  }
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}
