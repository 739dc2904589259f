import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createStepflowApi } from '../src/api/app.ts'
import type { Stepflow } from '../src/engine/service.ts'
import { flatProperties, type Schema } from './support/flat-properties.ts'
import { realOperations, realProperties } from './support/real-document.ts'

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<Record<string, unknown>>
}

const document = createStepflowApi({} as Stepflow).openApiDocument()
const schemas = (document.components as { schemas: Record<string, Schema> }).schemas

test('the document differs from the real one in what the README names, and in nothing else', () => {
  expect([...operationDifferences(), ...propertyDifferences()].sort()).toEqual(named().sort())
})

/** Rows of the README's table, one line for each cell that says something. */
function named(): string[] {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, table = ''] = readme.split('| in the document ')
  const rows = table.split('\n').slice(2)
  const cells = rows.slice(0, rows.indexOf('')).map((row) =>
    row
      .replaceAll('`', '')
      .split('|')
      .map((cell) => cell.trim()),
  )
  return cells.flatMap(([, what, there, here]) => [
    ...(there ? [`${what}: there only ${there}`] : []),
    ...(here ? [`${what}: here only ${here}`] : []),
  ])
}

function operationDifferences(): string[] {
  const paths = document.paths as Readonly<Record<string, Readonly<Record<string, Operation>>>>
  const ours = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  )
  const places = new Set([...Object.keys(realOperations), ...ours.map(([place]) => place)])
  const offered = Object.fromEntries(ours)
  return [...places].flatMap((place) => {
    const real = realOperations[place]
    const own = offered[place]
    if (!real || !own) return [`${place}: ${own ? 'here' : 'there'} only the operation`]
    return compare(
      place,
      [real.operationId, ...real.query, ...real.successes],
      [
        own.operationId,
        ...(own.parameters ?? []).filter((each) => each.in === 'query').map(({ name }) => name),
        ...Object.keys(own.responses).filter((status) => status.startsWith('2')),
      ],
    )
  })
}

function propertyDifferences(): string[] {
  return Object.entries(realProperties).flatMap(([name, real]) => {
    const own = schemas[name]
    if (own === undefined) return [`${name}: there only the schema`]
    return compare(name, real, flatProperties(own, schemas))
  })
}

function compare(what: string, there: readonly string[], here: readonly string[]): string[] {
  const lines = [
    ['there', there.filter((each) => !here.includes(each))],
    ['here', here.filter((each) => !there.includes(each))],
  ] as const
  return lines.flatMap(([side, names]) =>
    names.length === 0 ? [] : [`${what}: ${side} only ${[...names].sort().join(', ')}`],
  )
}
