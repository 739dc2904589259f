import { ConnectionError, ResponseTooLargeError } from './errors.ts'
import type { ResponseSource } from './operation.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** A response whose body can be read once, counted against a limit. */
export class LimitedResponse implements ResponseSource {
  readonly #response: Response
  readonly #limit: number
  readonly #keepOpen: () => () => void

  /**
   * @param limit largest body in bytes
   * @param keepOpen keeps the call abortable after it settled; returns what ends that
   */
  constructor(response: Response, limit: number, keepOpen: () => () => void) {
    this.#response = response
    this.#limit = limit
    this.#keepOpen = keepOpen
  }

  get status(): number {
    return this.#response.status
  }

  get headers(): Headers {
    return this.#response.headers
  }

  async text(): Promise<string> {
    return this.#hasKnownLength()
      ? this.#reading(this.#response.text())
      : new TextDecoder().decode(await this.#counted())
  }

  async bytes(): Promise<Bytes> {
    return this.#hasKnownLength()
      ? new Uint8Array(await this.#reading(this.#response.arrayBuffer()))
      : this.#counted()
  }

  stream(): ReadableStream<Bytes> {
    const release = this.#keepOpen()
    const reader = this.#response.body?.getReader()
    return new ReadableStream({
      async pull(controller) {
        try {
          const chunk = await reader?.read()
          if (chunk?.value) return controller.enqueue(chunk.value as Bytes)
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        release()
      },
      async cancel(reason) {
        release()
        await reader?.cancel(reason)
      },
    })
  }

  discard(): void {
    this.#response.body?.cancel().catch(() => {})
  }

  /** The platform holds a body to its length, unless it was compressed; across origins it hides whether it was. */
  #hasKnownLength(): boolean {
    const { headers, type } = this.#response
    const length = Number(headers.get('content-length'))
    if (length > this.#limit) throw this.#tooLarge()
    return length > 0 && type !== 'cors' && !headers.has('content-encoding')
  }

  async #counted(): Promise<Bytes> {
    const chunks: Bytes[] = []
    let size = 0
    const reader = this.#response.body?.getReader()
    for (;;) {
      const chunk = await this.#reading(reader?.read())
      if (!chunk?.value) break
      size += chunk.value.length
      if (size > this.#limit) {
        reader?.cancel().catch(() => {})
        throw this.#tooLarge()
      }
      chunks.push(chunk.value as Bytes)
    }
    if (chunks.length === 1) return chunks[0] as Bytes
    const bytes = new Uint8Array(size)
    let offset = 0
    for (const chunk of chunks) {
      bytes.set(chunk, offset)
      offset += chunk.length
    }
    return bytes
  }

  async #reading<T>(step: T | Promise<T>): Promise<T> {
    try {
      return await step
    } catch (error) {
      throw new ConnectionError('the connection was lost inside the body', { cause: error })
    }
  }

  #tooLarge(): ResponseTooLargeError {
    this.discard()
    return new ResponseTooLargeError(`the body is larger than ${this.#limit} bytes (maxResponseBytes)`)
  }
}
