import type ts from 'typescript'
import type { Change } from '../types.ts'

/** Whether callers give a value or get it. */
export type Direction = 'request' | 'response'

/** One difference between two types, without what they belong to. */
export interface Finding {
  readonly code: string
  readonly bump: Change['bump']
  /** Way to it from the type that it was found in: `meta.total`, `tags[]`; empty for the type itself. */
  readonly path: string
  /** What is said of it: "may now be null". */
  readonly predicate: string
  readonly old?: ts.Symbol | undefined
  readonly next?: ts.Symbol | undefined
}

/** Where the same types of both clients meet, and how users get there. */
export interface Place {
  readonly node: TypeNode
  readonly path: string
  readonly direction: Direction
  readonly old?: ts.Symbol | undefined
  readonly next?: ts.Symbol | undefined
}

/** A root of an operation, or a pair of named types: what has findings of its own, and leads to further pairs. */
export interface TypeNode {
  readonly findings: Finding[]
  readonly edges: { readonly to: NamedPair; readonly path: string }[]
  /** Whether values of an exported enum differ here: that is said of the enum. */
  hasChangedEnum?: boolean
}

/** Two types that are compared once, wherever they meet. */
export interface NamedPair extends TypeNode {
  readonly direction: Direction
  readonly old: { readonly name: string; readonly type: ts.Type }
  readonly next: { readonly name: string; readonly type: ts.Type }
}

export function found(place: Place, code: string, bump: Change['bump'], predicate: string): void {
  const { node, path, old, next } = place
  node.findings.push({ code, bump, path, predicate, old, next })
}

/** One step further into a type: `.name`, `[]`. */
export function joinPath(path: string, step: string): string {
  return path === '' || step === '' || step.startsWith('[') ? `${path}${step}` : `${path}.${step}`
}
