import { SpecError } from './errors.ts'
import { maxDepth, maxValues } from './limits.ts'
import { describe, isObject } from './plain.ts'
import { toPointer } from './pointer.ts'
import type { Json, JsonObject } from './types.ts'

export interface CanonicalValue {
  readonly json: JsonObject
  /** Members of all objects together. */
  readonly members: number
}

/**
 * Copies plain data with the keys of every object sorted by UTF-16 code unit; arrays keep their order. Nothing is
 * lost; what JSON or this generator cannot hold is refused.
 *
 * @throws SpecError where a key is `__proto__`, a number is not finite, or the data is too deep or too large.
 */
export function canonicalize(value: unknown, file: string): CanonicalValue {
  const state: State = { file, path: [], members: 0, values: 0 }
  const json = copy(value, state)
  if (!isObject(json))
    throw new SpecError(file, { message: `the document is ${describe(json)}, not an object.` })
  return { json, members: state.members }
}

interface State {
  readonly file: string
  readonly path: (string | number)[]
  members: number
  values: number
}

function copy(value: unknown, state: State): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'object') {
    throw problem(state, `${describe(value)} is not a JSON value; write a finite number or a text.`)
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) {
    throw problem(
      state,
      'a YAML tag makes this a value that JSON does not have; remove the tag or write a text.',
    )
  }
  if (state.path.length >= maxDepth) {
    throw problem(
      state,
      `the document is nested more than ${maxDepth} levels deep; flatten it with $ref.`,
      10,
    )
  }
  return Array.isArray(value) ? copyArray(value, state) : copyObject(value as Record<string, unknown>, state)
}

function copyArray(value: readonly unknown[], state: State): Json[] {
  count(state, value.length)
  return value.map((item, index) => {
    state.path.push(index)
    const copied = copy(item, state)
    state.path.pop()
    return copied
  })
}

function copyObject(value: Record<string, unknown>, state: State): JsonObject {
  const keys = Object.keys(value).sort()
  count(state, keys.length)
  state.members += keys.length
  const copied: Record<string, Json> = {}
  for (const key of keys) {
    state.path.push(key)
    // Assigning this key would replace the prototype instead of adding a member.
    if (key === '__proto__') throw problem(state, 'the name "__proto__" cannot be used; rename it.')
    copied[key] = copy(value[key], state)
    state.path.pop()
  }
  return copied
}

function count(state: State, values: number): void {
  state.values += values
  if (state.values > maxValues) {
    throw new SpecError(state.file, {
      message: `the document holds more than ${maxValues} values; split the API, or use fewer YAML aliases.`,
    })
  }
}

function problem(state: State, message: string, keys: number = state.path.length): SpecError {
  const cut = keys < state.path.length ? '/…' : ''
  return new SpecError(state.file, { pointer: toPointer(state.path.slice(0, keys)) + cut, message })
}
