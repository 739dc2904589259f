import type { Call } from './call.ts'
import { APIError, ConnectionError, UsageError } from './errors.ts'
import type { AttemptContext, AuthProvider, HttpRequest, Next } from './operation.ts'
import { errorCode } from './retry.ts'

const mostRedirects = 5

/** Platforms name a bad header together with its value, which may be a secret: so we look first. */
function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const name in headers) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t -~\u0080-\u00ff]/.test(headers[name] as string)) {
      throw new UsageError(`header ${JSON.stringify(name)} holds a character that headers cannot carry`)
    }
  }
}

/**
 * The URL that a redirect leads to, if it is one.
 * @throws APIError where following it would leave the origin, or repeat what must not be repeated.
 */
function redirectTarget(call: Call, request: HttpRequest, response: Response): string | undefined {
  const { status, type } = response
  const hidden = type === 'opaqueredirect'
  if (!hidden && ![301, 302, 303, 307, 308].includes(status)) return undefined
  const location = response.headers.get('location') ?? ''
  const target = URL.canParse(location, request.url) ? new URL(location, request.url) : undefined
  const repeatable =
    status > 303 ? !(request.body instanceof ReadableStream) : /^(GET|HEAD)$/.test(request.method)
  response.body?.cancel().catch(() => {})
  if (repeatable && !hidden && target?.href.startsWith(call.settings.origin)) return target.href
  call.answered(response)
  const where = target && !hidden ? ` to ${target.origin}` : ''
  throw new APIError(`the server answered with a redirect${where}, which is not followed`)
}

/** Authorizes and sends one request; follows redirects inside the origin. */
export async function transmit(
  call: Call,
  providers: readonly AuthProvider[],
  request: HttpRequest,
  context: AttemptContext,
): Promise<Response> {
  const { options, origin } = call.settings
  const fetch = options.fetch ?? globalThis.fetch
  for (let hops = 0, current = request; ; hops++) {
    let outgoing = current
    for (const provider of current.url.startsWith(origin) ? providers : []) {
      outgoing = await provider.authorize(outgoing, context)
    }
    checkHeaders(outgoing.headers)
    call.sent = true
    // A streamed body needs `duplex`; the DOM's types do not know it yet.
    const init: RequestInit & { duplex: 'half' } = { ...outgoing, redirect: 'manual', duplex: 'half' }
    let response: Response
    try {
      response = await fetch(outgoing.url, init)
    } catch (cause) {
      throw new ConnectionError(`no answer came (${errorCode(cause) ?? 'network failure'})`, { cause })
    }
    const target = redirectTarget(call, current, response)
    if (!target || hops === mostRedirects) return response
    current = { ...current, url: target }
  }
}

/** The middleware around `transmit`, outermost first. */
export function pipeline(call: Call, providers: readonly AuthProvider[], context: AttemptContext): Next {
  return call.settings.middleware.reduceRight<Next>(
    (next, middleware) => (request) => middleware(request, next, context),
    (request) => transmit(call, providers, request, context),
  )
}
