import { inspect } from 'node:util'
import type { Feature, RequestSettings, Settings, Subject } from '@driftless/testing'

/** A public client and how to load it. */
export interface Peer {
  /** What it is called on the command line. */
  readonly id: string
  /** Packages whose versions the report tells. */
  readonly packages: readonly string[]
  /** @param load imports a package of the folder that peers are installed in */
  subject(load: Load): Promise<Subject>
}

/** Imports a package; its type is what the caller uses of it. */
export type Load = <Module>(name: string) => Promise<Module>

/** An `Error` class of a package. */
export type ErrorClass = abstract new (...args: never[]) => Error

/** Without members that are not set: packages tell `undefined` from nothing. */
export function given(settings: RequestSettings = {}): RequestSettings {
  return { ...settings }
}

/** What only our own clients have. */
export const rare: readonly Feature[] = ['close', 'deadline', 'signing']

/** A logger that writes all levels to one place. */
export function loggerOf(log: NonNullable<Settings['log']>) {
  const write = (...values: unknown[]) => log(values.map((value) => inspect(value, { depth: 8 })).join(' '))
  return { debug: write, info: write, warn: write, error: write }
}
