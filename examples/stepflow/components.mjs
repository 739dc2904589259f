// Components for the Stepflow server of this repository: start it with `--components examples/stepflow/components.mjs`.
// The function gets all it needs, so that a module like this one can stand anywhere.

/** @param {import('@driftless/stepflow-server').ComponentToolkit} toolkit */
export default ({ defineComponent, ComponentError, z }) => [
  defineComponent({
    path: '/shop/price',
    description: 'Tells the price of an article.',
    // It only reads: after a crash in the middle of it, it may run again.
    repeatable: true,
    input: z.object({ article: z.string().describe('Name of the article.') }),
    output: z.object({ cents: z.int().describe('Its price.') }),
    run: async ({ article }) => {
      const cents = { tea: 350, coffee: 420 }[article]
      if (cents === undefined) throw new ComponentError(404, `There is no article '${article}'`)
      return { cents }
    },
  }),
  defineComponent({
    path: '/shop/pause',
    description: 'Waits, then returns what it was given.',
    input: z.object({ ms: z.int().min(0).describe('Milliseconds to wait.'), value: z.unknown() }),
    output: z.unknown(),
    // What lasts should end when the run is cancelled: the signal says so.
    run: ({ ms, value }, { signal }) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => resolve(value), ms)
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          reject(signal.reason)
        })
      }),
  }),
]
