import type { GroupName } from './signatures.ts'

/** Writes what a finding is about: a way into a value of a call, as users read it. */
export type Phrase = (path: string) => string

/** Nothing: the predicate says it all. */
export const selfPhrase: Phrase = () => ''

/** A value with or without a way into it: "the body", "the body's `title`". */
function valuePhrase(name: string): Phrase {
  return (path) => (path === '' ? `the ${name}` : `the ${name}'s \`${path}\``)
}

export const bodyPhrase: Phrase = valuePhrase('body')

export function pathPhrase(name: string): Phrase {
  return (path) => `the path parameter \`${name}${path}\``
}

export const groupPhrase: Readonly<Record<GroupName, Phrase>> = {
  query: (path) => `the query parameter \`${path}\``,
  headers: (path) => `the header \`${path}\``,
  cookies: (path) => `the cookie \`${path}\``,
}

/** By what a call returns: of a page, the items and what is said about them. */
export const resultPhrase: Readonly<Record<string, readonly Phrase[]>> = {
  ApiPromise: [valuePhrase('response')],
  PagePromise: [
    (path) => (path === '' ? 'an item' : `an item's \`${path}\``),
    (path) => (path === '' ? "a page's `meta`" : `a page's \`meta.${path}\``),
  ],
  EventStream: [(path) => (path === '' ? 'an event' : `an event's \`${path}\``)],
}

export function errorPhrase(status: string): Phrase {
  const name = status === 'default' ? 'the default error' : `the error ${status}`
  return (path) => (path === '' ? name : `${name}'s \`${path}\``)
}

/** Of a type that several operations share, or none. */
export const typePhrase: Phrase = (path) => (path === '' ? '' : `\`${path}\``)
