import { SpecError } from '../document/errors.ts'
import { isObject, own } from '../document/plain.ts'
import { toPointer } from '../document/pointer.ts'
import { resolveRef } from '../document/refs.ts'
import type { Json, JsonObject, SpecDocument } from '../document/types.ts'
import type { Notice } from './types.ts'

/** An object of the document with the place where it really stands, all references followed. */
export interface Located {
  readonly value: JsonObject
  readonly pointer: string
}

/** Reads a document: follows references, complains with pointers, collects notices. */
export class SpecReader {
  readonly document: SpecDocument
  readonly notices: Notice[] = []
  readonly #resolved = new Map<string, Located>()

  constructor(document: SpecDocument) {
    this.document = document
  }

  /** The object at `pointer`, or what its `$ref` stands for; an empty one where there is none. */
  located(value: Json | undefined, pointer: string): Located {
    const ref = own(value, '$ref')
    if (typeof ref !== 'string') return { value: isObject(value) ? value : {}, pointer }
    const known = this.#resolved.get(ref)
    if (known !== undefined) return known
    const target = resolveRef(this.document, ref)
    const located = { value: isObject(target.value) ? target.value : {}, pointer: target.pointer }
    this.#resolved.set(ref, located)
    return located
  }

  /** The members of a map such as `content` or `responses`, references followed, extensions left out. */
  members({ value, pointer }: Located, key: string): [name: string, member: Located][] {
    const map = own(value, key)
    if (!isObject(map)) return []
    return Object.keys(map)
      .filter((name) => !name.startsWith('x-'))
      .map((name) => [name, this.located(map[name], pointer + toPointer([key, name]))])
  }

  notice(pointer: string, message: string): void {
    this.notices.push({ pointer, message })
  }

  fail(pointer: string, message: string): never {
    throw new SpecError(this.document.file, { pointer, message })
  }
}

/** A text member, if it is one. */
export function text(value: JsonObject, key: string): string | undefined {
  const member = own(value, key)
  return typeof member === 'string' && member !== '' ? member : undefined
}

/** The name of a component that a pointer leads to, such as `Limit` for `/components/parameters/Limit`. */
export function componentName(pointer: string): string | undefined {
  return /^\/components\/[^/]+\/([^/]+)$/.exec(pointer)?.[1]?.replaceAll('~1', '/').replaceAll('~0', '~')
}
