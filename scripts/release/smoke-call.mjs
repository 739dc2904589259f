/**
 * Calls one operation of a client by its function form, with values that fit its document, and expects the error of the
 * server's answer: 418. Of several operations it takes one that needs no input, where there is any. Runs on Node and in
 * browsers.
 *
 * @param operations the client's module `./operations`
 * @param manifest its `operations.json`
 * @param spec its `spec.json`
 * @param baseUrl of a server that answers everything with 418
 * @returns the name of the operation; nothing where the API has none: then a client was made, and that is all
 */
export async function callOperation(operations, manifest, spec, baseUrl) {
  // Clients that insist on credentials take a provider that adds none.
  const auth = { authorize: (request) => request }
  const client = operations.createClient({ baseUrl, maxRetries: 0, auth })
  const refusals = []
  for (const operation of byEase(manifest.operations)) {
    for (const given of argumentLists(operation, spec)) {
      const error = await errorOf(() => operations[operation.name](client, ...given))
      if (error?.status === 418) return operation.name
      const told = `${operation.name} ended in ${error}`
      // What is made here may be of the wrong kind: the client refuses that before it sends anything.
      if (!['UsageError', 'TypeError'].includes(error?.name)) throw new Error(told, { cause: error })
      refusals.push(told)
    }
  }
  if (refusals.length > 0) throw new Error(refusals.join('; '))
  return undefined
}

/** First what needs the least; what tells whether a server is up needs no credentials either. */
function byEase(operations) {
  const effort = ({ httpMethod, path, stream }) =>
    [!path.endsWith('/health'), httpMethod !== 'GET', path.includes('{'), stream !== undefined].reduce(
      (sum, isHarder, index) => sum + (isHarder ? 2 ** index : 0),
      0,
    )
  return [...operations].sort((one, other) => effort(one) - effort(other))
}

/** Waits for a call, or for the first event of a stream. */
async function errorOf(call) {
  try {
    const result = call()
    if (typeof result.then === 'function') await result
    else for await (const _event of result) break
    return undefined
  } catch (error) {
    return error
  }
}

/**
 * Arguments in the order of every call: path parameters, then the body; once for each type of content, since each has a
 * function of its own.
 */
function argumentLists({ httpMethod, path }, spec) {
  const item = spec.paths?.[path]
  const declared = item?.[httpMethod.toLowerCase()]
  const parameters = [...(item?.parameters ?? []), ...(declared?.parameters ?? [])].map((parameter) =>
    resolved(parameter, spec),
  )
  const values = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => {
    const { schema } = parameters.find((each) => each.in === 'path' && each.name === name) ?? {}
    const value = sampleOf(schema, spec)
    // What is empty has no place in a path.
    return value === '' || (typeof value === 'object' && Object.keys(value ?? {}).length === 0) ? '1' : value
  })
  const { content = {} } = resolved(declared?.requestBody, spec) ?? {}
  const bodies = Object.entries(content).map(([type, { schema }]) => bodyOf(type, schema, spec))
  return bodies.length === 0 ? [values] : bodies.map((body) => [...values, body])
}

function bodyOf(type, schema, spec) {
  if (/[/+]json|form/.test(type)) return sampleOf(schema, spec)
  return type.startsWith('text/') ? 'text' : new Blob(['bytes'])
}

/** The least value that a schema may allow; not all that it says is looked at, since it is the server who would. */
function sampleOf(given, spec, depth = 0) {
  const schema = resolved(given, spec)
  if (typeof schema !== 'object' || schema === null || depth > 8) return {}
  if ('const' in schema) return schema.const
  const chosen = [schema.default, schema.example, ...(schema.examples ?? []), ...(schema.enum ?? [])]
  const found = chosen.find((value) => value !== undefined)
  if (found !== undefined) return found
  const part = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])][0]
  if (part !== undefined && schema.properties === undefined) return sampleOf(part, spec, depth + 1)
  const [type = 'object'] = [schema.type].flat()
  if (type === 'string') return schema.format === 'binary' ? new Blob(['bytes']) : 'text'
  if (type === 'integer' || type === 'number') return Math.max(1, schema.minimum ?? 1)
  if (type === 'boolean') return true
  if (type === 'null') return null
  if (type === 'array') {
    return [sampleOf(schema.items, spec, depth + 1)]
  }
  const required = (schema.required ?? []).filter((name) => schema.properties?.[name] !== undefined)
  return Object.fromEntries(
    required.map((name) => [name, sampleOf(schema.properties[name], spec, depth + 1)]),
  )
}

/** What a reference within the document leads to. */
function resolved(value, spec) {
  if (typeof value?.$ref !== 'string') return value
  const names = value.$ref
    .slice(2)
    .split('/')
    .map((name) => decodeURIComponent(name).replace(/~1/g, '/').replace(/~0/g, '~'))
  return resolved(
    names.reduce((place, name) => place?.[name], spec),
    spec,
  )
}
