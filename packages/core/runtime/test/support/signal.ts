/** A signal that counts its listeners. */
export function countingSignal(): { controller: AbortController; listeners: () => number } {
  const controller = new AbortController()
  const { signal } = controller
  const active = new Set<unknown>()
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  Object.assign(signal, {
    addEventListener: (...args: Parameters<typeof add>) => {
      active.add(args[1])
      add(...args)
    },
    removeEventListener: (...args: Parameters<typeof remove>) => {
      active.delete(args[1])
      remove(...args)
    },
  })
  return { controller, listeners: () => active.size }
}
