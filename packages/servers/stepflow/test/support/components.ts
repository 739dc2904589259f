import { z } from 'zod'
import { type Component, ComponentError, defineComponent } from '../../src/index.ts'

/** Components whose course a test directs. */
export class TestComponents {
  /** Inputs of `/test/echo`, in the order of the calls. */
  readonly echoed: unknown[] = []
  /** How many calls of the gates and of `/test/hang` were open at once at most. */
  maxOpen = 0
  /** How often `/test/flaky` was called. */
  flakyCalls = 0
  readonly #open = new Set<symbol>()
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
    // Fails as often as its input says, over all calls.
    this.#component('/test/flaky', async (failures) => {
      this.flakyCalls++
      if (this.flakyCalls <= Number(failures)) throw new Error(`failure ${this.flakyCalls}`)
      return 'passed'
    }),
    this.#component('/test/nothing', async () => undefined),
    this.#component('/test/hang', () => {
      this.#noteOpen()
      return new Promise(() => {})
    }),
    this.#component('/test/gate', (input) => this.#passGate(input)),
    { ...this.#component('/test/repeatable-gate', (input) => this.#passGate(input)), repeatable: true },
  ]

  /** Resolves once `count` calls of the gates or of `/test/hang` are open. */
  async untilOpen(count: number): Promise<void> {
    while (this.#open.size < count) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Lets the oldest open call of a gate go on. */
  release(): void {
    this.#gates.shift()?.()
  }

  releaseAll(): void {
    while (this.#gates.length > 0) this.release()
  }

  reset(): void {
    this.releaseAll()
    this.echoed.length = 0
    this.#open.clear()
    this.maxOpen = 0
    this.flakyCalls = 0
  }

  #passGate(input: unknown): Promise<unknown> {
    return new Promise((resolve) => {
      const call = this.#noteOpen()
      this.#gates.push(() => {
        this.#open.delete(call)
        resolve(input)
      })
    })
  }

  #noteOpen(): symbol {
    const call = Symbol('call')
    this.#open.add(call)
    this.maxOpen = Math.max(this.maxOpen, this.#open.size)
    for (const resolve of this.#waiting.splice(0)) resolve()
    return call
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
