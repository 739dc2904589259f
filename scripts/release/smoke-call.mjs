/**
 * Calls the first operation of a client that needs no input, by its function form, and expects the error of the server's
 * answer: 418. Runs on Node and in browsers.
 *
 * @param operations the client's module `./operations`
 * @param manifest its `operations.json`
 * @param baseUrl of a server that answers everything with 418
 */
export async function callOperation(operations, manifest, baseUrl) {
  const plain = manifest.operations.filter(
    ({ httpMethod, path }) => httpMethod === 'GET' && !path.includes('{'),
  )
  // What tells whether a server is up needs no credentials.
  const operation = plain.find(({ path }) => path.endsWith('/health')) ?? plain[0]
  if (operation === undefined) return
  // Clients that insist on credentials take a provider that adds none.
  const auth = { authorize: (request) => request }
  const client = operations.createClient({ baseUrl, maxRetries: 0, auth })
  const error = await operations[operation.name](client).then(
    () => undefined,
    (reason) => reason,
  )
  if (error?.status !== 418) throw new Error(`${operation.name} ended in ${error}`, { cause: error })
}
