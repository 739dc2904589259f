import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface EditingProxy extends AsyncDisposable {
  readonly origin: string
}

/**
 * Stands before a running server and edits its OpenAPI document on the way, as if a route of it had changed; everything
 * else is passed on as it is.
 *
 * @param edit changes the parsed document
 */
export async function startEditingProxy(
  upstream: string,
  edit: (document: Document) => void,
): Promise<EditingProxy> {
  const server = createServer(async ({ url = '/' }, response) => {
    const answer = await fetch(upstream + url)
    const type = answer.headers.get('content-type') ?? 'text/plain'
    let text = await answer.text()
    if (url.endsWith('/openapi.json')) {
      const document = JSON.parse(text) as Document
      edit(document)
      text = JSON.stringify(document)
    }
    response.writeHead(answer.status, { 'content-type': type }).end(text)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** As much of a document as tests edit. */
export interface Document {
  readonly paths: Record<string, Record<string, { parameters?: object[]; summary?: string } | undefined>>
  readonly components: {
    readonly schemas: Record<string, { properties: Record<string, object> } | undefined>
  }
}
