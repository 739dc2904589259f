import type { Release } from '../types.ts'

/** Prints the program of a release: it imports the package's public entries and calls every operation. */
export async function usageOf(release: Omit<Release, 'usage'>): Promise<string> {
  const { package: name, client, operations } = release
  const functions = operations.map((operation) => `  operations.${operation.name},\n`).join('')
  const methods = operations
    .map(({ resource, method }) => `  client${access(resource)}${access(method)},\n`)
    .join('')
  return (
    `import { ${client} } from '${name}'\nimport * as operations from '${name}/operations'\n\n` +
    `export const functions = [\n${functions}]\n\n` +
    `export const methods = (client: ${client}) => [\n${methods}]\n`
  )
}

function access(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}
