import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type ClientManifest, driftCommand, offerOf } from '../../src/drift/index.ts'

export const specPath = '/api/v1/openapi.json'

/** What a generator writes of the document into `operations.json`. */
export async function manifestOf(document: object): Promise<ClientManifest> {
  const { operations, basePaths } = await offerOf(document)
  return {
    specPath,
    basePaths,
    operations: [...operations].map(([key, digest]) => {
      const [httpMethod = '', path = ''] = key.split(' ')
      return {
        name: `call${key.length}`,
        resource: 'runs',
        method: `m${key.length}`,
        httpMethod,
        path,
        digest,
      }
    }),
  }
}

export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Serves a document at the path where the client's was, and at the paths that are named. */
export function serveDocument(document: object, ...paths: string[]): Promise<string> {
  return serve(({ url = '' }, response) => {
    const isThere = [specPath, ...paths].includes(url)
    response.writeHead(isThere ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isThere ? document : { error: 'not here' }))
  })
}

export async function run(manifest: ClientManifest, ...argv: string[]) {
  const printed: string[] = []
  const remarks: string[] = []
  const code = await driftCommand({
    package: 'runs-api',
    manifest,
    argv,
    print: (text) => printed.push(text),
    remark: (text) => remarks.push(text),
  })
  return { code, printed: printed.join('\n'), remarks: remarks.join('\n') }
}

export const check = (manifest: ClientManifest, server: string, ...flags: string[]) =>
  run(manifest, 'check', '--server', server, ...flags)
