import { isRecord, type Json, own } from './tree.ts'

/** References that follow each other; a longer chain is a circle, or as good as one. */
const longestChain = 100

/** The JSON pointer that a reference within the document names; `undefined` for any other. */
export function localPointer(ref: string): string | undefined {
  if (ref !== '#' && !ref.startsWith('#/')) return undefined
  try {
    return decodeURIComponent(ref.slice(1))
  } catch {
    return undefined
  }
}

/** The value at a JSON pointer; `undefined` where there is none. */
export function valueAt(document: Json, pointer: string): Json | undefined {
  let value: Json | undefined = document
  for (const token of pointer.split('/').slice(1)) {
    value = own(value, token.replaceAll('~1', '/').replaceAll('~0', '~'))
    if (value === undefined) return undefined
  }
  return value
}

/** What a value stands for that may be a reference; a reference that leads nowhere stands for itself. */
export function resolve(document: Json, value: Json | undefined): Json | undefined {
  let current = value
  for (let hops = 0; hops < longestChain; hops += 1) {
    const ref = own(current, '$ref')
    if (!isRecord(current) || typeof ref !== 'string') return current
    const pointer = localPointer(ref)
    const target = pointer === undefined ? undefined : valueAt(document, pointer)
    if (target === undefined) return current
    current = target
  }
  return value
}
