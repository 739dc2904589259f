import { isList, isRecord, type Json, own } from './tree.ts'

/** The path of a URL, absolute or not, without a slash at its end; hosts differ from machine to machine. */
export function pathOfUrl(url: string): string {
  return url
    .replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i, '')
    .replace(/[?#].*$/s, '')
    .replace(/\/+$/, '')
}

/** The different paths of a list of servers, sorted; one without a path only names a machine. */
export function pathsOfServers(servers: Json | undefined): string[] {
  const found = new Set<string>()
  for (const server of isList(servers) ? servers : []) {
    const url = own(server, 'url')
    if (typeof url !== 'string') continue
    const path = pathOfUrl(withDefaults(url, own(server, 'variables')))
    if (path !== '') found.add(path)
  }
  return [...found].sort()
}

function withDefaults(url: string, variables: Json | undefined): string {
  if (!isRecord(variables)) return url
  return url.replace(/\{([^}]*)\}/g, (whole, name: string) => {
    const value = own(own(variables, name), 'default')
    return value === undefined ? whole : String(value)
  })
}
