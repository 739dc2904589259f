import { hex } from '../hex.ts'

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonRecord
export interface JsonRecord {
  readonly [key: string]: Json
}

/** A place of the document that a schema refers to; what stands there is written in its place. */
export class Reference {
  /** JSON pointer without `#`. */
  readonly pointer: string
  constructor(pointer: string) {
    this.pointer = pointer
  }
}

/** A list whose order says nothing, such as that of `required`. */
export class Unordered {
  readonly items: readonly Tree[]
  constructor(items: readonly Tree[]) {
    this.items = items
  }
}

/** JSON in which references still stand for their targets. */
export type Tree = null | boolean | number | string | readonly Tree[] | Reference | Unordered | TreeRecord
export interface TreeRecord {
  readonly [key: string]: Tree | undefined
}

/** Longer parts are written as their digest: what many others use is then not repeated in each of them. */
const longestPart = 1_000

/**
 * Writes a tree as text that does not depend on the order of keys. The same content gives the same text, whether it
 * stands there or is referred to.
 *
 * @param textOf text of a reference's target
 */
export async function canonicalText(tree: Tree, textOf: (reference: Reference) => string): Promise<string> {
  if (tree instanceof Reference) return textOf(tree)
  if (tree instanceof Unordered) return `[${(await texts(tree.items, textOf)).sort().join()}]`
  if (isList(tree)) return `[${(await texts(tree, textOf)).join()}]`
  if (typeof tree !== 'object' || tree === null) return JSON.stringify(tree)
  const members: string[] = []
  for (const key of Object.keys(tree).sort()) {
    const member = tree[key]
    if (member === undefined) continue
    members.push(`${JSON.stringify(key)}:${await canonicalText(member, textOf)}`)
  }
  const text = `{${members.join()}}`
  return text.length > longestPart ? JSON.stringify(`sha256:${await sha256(text)}`) : text
}

async function texts(items: readonly Tree[], textOf: (reference: Reference) => string): Promise<string[]> {
  const written: string[] = []
  for (const item of items) written.push(await canonicalText(item, textOf))
  return written
}

/** SHA-256 of a text in UTF-8, in hexadecimal digits. */
export async function sha256(text: string): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Narrower than `Array.isArray`, which yields `any[]`. */
export function isList<T>(value: T): value is Extract<T, readonly unknown[]> {
  return Array.isArray(value)
}

/** A member that is the object's own: `constructor` is not found on `{}`. */
export function own(value: unknown, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as JsonRecord)[key]
}
