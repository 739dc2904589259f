export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
  readonly allOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
}

/** Whether each property must be there. */
type Properties = ReadonlyMap<string, boolean>

/** Properties of a schema, of its parts and of its alternatives; `?` behind those that may be absent. */
export function flatProperties(schema: Schema, schemas: Readonly<Record<string, Schema>>): string[] {
  const found = collect(schema, schemas, [])
  return [...found].map(([name, isRequired]) => (isRequired ? name : `${name}?`)).sort()
}

function collect(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  above: readonly string[],
): Properties {
  const name = schema.$ref?.split('/').at(-1)
  if (name !== undefined) {
    const target = schemas[name]
    return target === undefined || above.includes(name)
      ? new Map()
      : collect(target, schemas, [...above, name])
  }
  const found = new Map<string, boolean>()
  for (const property of Object.keys(schema.properties ?? {})) {
    found.set(property, schema.required?.includes(property) === true)
  }
  for (const part of schema.allOf ?? []) add(found, collect(part, schemas, above))
  const alternatives = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].filter(
    ({ type }) => type !== 'null',
  )
  add(found, commonly(alternatives.map((alternative) => collect(alternative, schemas, above))))
  return found
}

function add(found: Map<string, boolean>, more: Properties): void {
  for (const [name, isRequired] of more) found.set(name, isRequired)
}

/** Of several alternatives, what is in all of them and must be there is required. */
function commonly(alternatives: readonly Properties[]): Properties {
  const names = new Set(alternatives.flatMap((each) => [...each.keys()]))
  return new Map([...names].map((name) => [name, alternatives.every((each) => each.get(name) === true)]))
}
