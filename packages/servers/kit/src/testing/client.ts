import type { Contract } from './contract.ts'

export interface TestResponse<T = unknown> {
  readonly status: number
  readonly headers: Headers
  readonly body: T
}

export interface TestRequest {
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it is, instead of `body`. */
  readonly rawBody?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** Calls a server over HTTP and holds every answer against the server's document. */
export interface TestClient {
  request<T = unknown>(method: string, path: string, request?: TestRequest): Promise<TestResponse<T>>
}

/** @param baseUrl - URL with the API's prefix. */
export function createTestClient(baseUrl: string, contract: Contract): TestClient {
  return {
    request: async <T>(method: string, path: string, request: TestRequest = {}) => {
      const hasBody = request.body !== undefined
      const response = await fetch(baseUrl + path, {
        method,
        headers: { ...(hasBody ? { 'content-type': 'application/json' } : {}), ...request.headers },
        body: hasBody ? JSON.stringify(request.body) : (request.rawBody ?? null),
        signal: request.signal ?? null,
      })
      const text = await response.text()
      contract.check({
        method,
        pathname: new URL(response.url).pathname,
        status: response.status,
        contentType: response.headers.get('content-type'),
        text,
      })
      const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
      const body = (isJson ? JSON.parse(text) : text === '' ? undefined : text) as T
      return { status: response.status, headers: response.headers, body }
    },
  }
}
