import { z } from 'zod'
import { defineComponent } from './component.ts'

export const createMessages = defineComponent({
  path: '/builtin/create_messages',
  description: 'Makes the list of messages that chat models take, from a prompt and instructions.',
  repeatable: true,
  input: z.object({
    system_instructions: z.string().nullish().describe('Instructions for the model, first in the list.'),
    user_prompt: z.string().describe('What the user says.'),
  }),
  output: z.object({
    messages: z.array(z.object({ role: z.string(), content: z.string() })).describe('The messages.'),
  }),
  run: async ({ system_instructions: instructions, user_prompt: prompt }) => ({
    messages: [
      ...(typeof instructions === 'string' ? [{ role: 'system', content: instructions }] : []),
      { role: 'user', content: prompt },
    ],
  }),
})
