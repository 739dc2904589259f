import { z } from 'zod'
import { defineComponent } from '../../src/index.ts'

/** A module as one in this repository would write it. */
export default defineComponent({
  path: '/own/shout',
  description: 'Says it louder.',
  input: z.string(),
  output: z.string(),
  run: async (text) => text.toUpperCase(),
})
