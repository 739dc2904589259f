import { z } from 'zod'
import { type Component, ComponentError, defineComponent } from '../../src/index.ts'

/** Components whose course a test directs. */
export class TestComponents {
  /** Inputs of `/test/echo`, in the order of the calls. */
  readonly echoed: unknown[] = []
  /** How many calls of `/test/gate` are open now, and at most were. */
  open = 0
  maxOpen = 0
  #gates: (() => void)[] = []
  #waiting: (() => void)[] = []

  readonly all: readonly Component[] = [
    this.#component('/test/echo', async (input) => {
      this.echoed.push(input)
      return input
    }),
    this.#component('/test/fail', async () => {
      throw new Error('it broke')
    }),
    this.#component('/test/teapot', async () => {
      throw new ComponentError(418, 'short and stout')
    }),
    this.#component('/test/nothing', async () => undefined),
    this.#component('/test/hang', () => {
      this.#noteOpen()
      return new Promise(() => {})
    }),
    this.#component('/test/gate', async (input) => {
      const opened = new Promise<void>((resolve) => this.#gates.push(resolve))
      this.#noteOpen()
      await opened
      this.open--
      return input
    }),
  ]

  /** Resolves once `count` calls of `/test/gate` or `/test/hang` are open. */
  async untilOpen(count: number): Promise<void> {
    while (this.open < count) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Lets the oldest open call of `/test/gate` go on. */
  release(): void {
    this.#gates.shift()?.()
  }

  releaseAll(): void {
    while (this.#gates.length > 0) this.release()
  }

  reset(): void {
    this.releaseAll()
    this.echoed.length = 0
    this.open = 0
    this.maxOpen = 0
  }

  #noteOpen(): void {
    this.open++
    this.maxOpen = Math.max(this.maxOpen, this.open)
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #component(path: string, run: (input: unknown) => Promise<unknown>): Component {
    return defineComponent({
      path,
      description: `Test: ${path}`,
      input: z.unknown(),
      output: z.unknown(),
      run,
    })
  }
}
