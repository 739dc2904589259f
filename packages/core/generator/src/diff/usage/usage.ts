import type { Release } from '../types.ts'

/** Prints the program of a release: it imports the package's public entries and calls every operation. */
export async function usageOf(release: Omit<Release, 'usage'>): Promise<string> {
  const { package: name, client, operations } = release
  const parts = operations.map((operation) => {
    const { resource, method } = operation
    const called = `client${access(resource)}${access(method)}`
    return `\n// ${resource}.${method}\nexport const ${operation.name} = (client: ${client}) => [operations.${operation.name}, ${called}]\n`
  })
  const imports = `import { ${client} } from '${name}'\nimport * as operations from '${name}/operations'\n`
  return `// ${name}\n${imports}${parts.join('')}`
}

function access(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}
