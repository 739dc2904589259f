import type { ApiConfig } from '../../config.ts'

/** Prints a configuration as `schemas/<api>/api.config.ts`, formatted. */
export function configText(config: ApiConfig): string {
  return [
    "import type { ApiConfig } from '@driftless/generator'",
    '',
    `export default ${print(config, '')} satisfies ApiConfig`,
    '',
  ].join('\n')
}

function print(value: unknown, indent: string): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const lines = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${indent}  ${keyText(key)}: ${print(member, `${indent}  `)},`)
  return ['{', ...lines, `${indent}}`].join('\n')
}

function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)
}

function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')
  return inner.includes("'") && !inner.includes('"') ? `"${inner}"` : `'${inner.replaceAll("'", "\\'")}'`
}
