import type { Change, Connection, Release, Setting } from './types.ts'

/**
 * What changed in where the calls of a client go: its own base URL, the variable that names one, the prefix of every
 * path. No document says so, and no declaration.
 */
export function connectionChanges(old: Release, next: Release): Change[] {
  const parts: (Said | undefined)[] = [
    prefixChange(old.connection, next.connection),
    variableChange(old.connection, next.connection),
    baseUrlChange(old.connection, next.connection),
  ]
  return parts
    .filter((part) => part !== undefined)
    .map(({ before, after, ...said }) => ({
      ...said,
      side: 'wire',
      subject: next.client,
      ...(before && { old: before.position }),
      ...(after && { new: after.position }),
    }))
}

interface Said extends Pick<Change, 'bump' | 'code' | 'message'> {
  readonly before: Setting | undefined
  readonly after: Setting | undefined
}

/** A base URL may hold the prefix or not; whoever gave one that suits the old prefix now calls something else. */
function prefixChange(
  { pathPrefix: before }: Connection,
  { pathPrefix: after }: Connection,
): Said | undefined {
  if (before?.value === after?.value) return undefined
  const now =
    after === undefined ? 'no longer puts a prefix before paths' : `puts \`${after.value}\` before every path`
  const was = before === undefined ? 'there was none' : `it was \`${before.value}\``
  return { bump: 'major', code: 'path-prefix-changed', message: `${now}; ${was}`, before, after }
}

function variableChange(
  { baseUrlVariable: before }: Connection,
  { baseUrlVariable: after }: Connection,
): Said | undefined {
  if (before?.value === after?.value) return undefined
  if (before === undefined) {
    const message = `also takes its base URL from the variable \`${after?.value}\``
    return { bump: 'minor', code: 'base-url-variable-added', message, before, after }
  }
  const now =
    after === undefined
      ? 'from no variable any more'
      : `from the variable \`${after.value}\` of the environment`
  const message = `takes its base URL ${now}; it was \`${before.value}\``
  return { bump: 'major', code: 'base-url-variable-changed', message, before, after }
}

function baseUrlChange(old: Connection, next: Connection): Said | undefined {
  const [before, after] = [old.baseUrl, next.baseUrl]
  if (ownAddress(old) === ownAddress(next)) return undefined
  if (before === undefined) {
    const message = `calls \`${after?.value}\` where nothing else names a base URL`
    return { bump: 'minor', code: 'base-url-added', message, before, after }
  }
  const now =
    after === undefined
      ? 'has no base URL of its own any more'
      : `calls \`${after.value}\` where nothing else names a base URL`
  const message = `${now}; it was \`${before.value}\``
  return { bump: 'major', code: 'base-url-changed', message, before, after }
}

/** A base URL is the same with and without a slash or the prefix at its end. */
function ownAddress({ baseUrl, pathPrefix }: Connection): string | undefined {
  const bare = baseUrl?.value.replace(/\/+$/, '')
  const prefix = pathPrefix?.value ?? ''
  return prefix !== '' && bare?.endsWith(prefix) ? bare.slice(0, -prefix.length) : bare
}
