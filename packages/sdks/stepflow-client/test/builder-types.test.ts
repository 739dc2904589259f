import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { compileErrors } from './support/compile.ts'

/** Programs with one mistake each: it stands in the line that ends with the comment. */
const mistakes: Record<string, { readonly program: string; readonly says: RegExp }> = {
  'a misspelt step, as a handle': {
    program: `
      flow('f')
        .step('words', '/builtin/create_messages', { user_prompt: 'Hi' })
        .output(({ wrods }) => wrods) // here
    `,
    says: /'wrods' does not exist/,
  },
  'a misspelt step, as $step in a function': {
    program: `
      flow('f')
        .step('words', '/builtin/create_messages', { user_prompt: 'Hi' })
        .output(() => ({ deep: [{ $step: 'wrods' }] })) // here
    `,
    says: /"wrods".*"words"/s,
  },
  'a misspelt step, as $step in a value': {
    program: `
      flow('f')
        .step('words', '/builtin/create_messages', { user_prompt: 'Hi' })
        .output({ $step: 'wrods', path: '$.messages' }) // here
    `,
    says: /"wrods".*"words"/s,
  },
  'a misspelt step deep inside a value': {
    program: `
      flow('f')
        .step('words', '/builtin/create_messages', { user_prompt: 'Hi' })
        .output(() => ({ a: [[{ b: [{ $if: true, then: [{ $coalesce: [{ $step: 'wrods' }] }] }] }]] })) // here
    `,
    says: /"wrods".*"words"/s,
  },
  'a misspelt step within a variable made elsewhere': {
    program: `
      const made = { deep: [{ $step: 'wrods' as const }] }
      flow('f')
        .step('words', '/builtin/create_messages', { user_prompt: 'Hi' })
        .output(made) // here
    `,
    says: /"wrods".*"words"/s,
  },
  'a misspelt step within a condition': {
    program: `
      flow('f')
        .step('words', '/builtin/create_messages', { user_prompt: 'Hi' })
        .output(when({ $step: 'wrods' }, 'yes', 'no')) // here
    `,
    says: /"wrods".*"words"/s,
  },
  'a misspelt step within coalesce': {
    program: `
      flow('f')
        .step('words', '/builtin/create_messages', { user_prompt: 'Hi' })
        .output(coalesce(input(), { $step: 'wrods' })) // here
    `,
    says: /"wrods".*"words"/s,
  },
  'a misspelt step as the default of a variable': {
    program: `
      flow('f')
        .step('words', '/builtin/create_messages', { user_prompt: 'Hi' })
        .output(variable('greeting', { $step: 'wrods' })) // here
    `,
    says: /"wrods".*"words"/s,
  },
  'a later step, as a handle': {
    program: `
      flow('f')
        .step('first', '/builtin/put_blob', ({ second }) => ({ data: second, blob_type: 'data' })) // here
        .step('second', '/builtin/create_messages', { user_prompt: 'Hi' })
        .output(({ first }) => first)
    `,
    says: /'second' does not exist/,
  },
  'a later step, as $step': {
    program: `
      flow('f')
        .step('zero', '/builtin/create_messages', { user_prompt: 'Hi' })
        .step('first', '/builtin/put_blob', { data: { $step: 'second' }, blob_type: 'data' }) // here
        .step('second', '/builtin/create_messages', { user_prompt: 'Hi' })
        .output(({ first }) => first)
    `,
    says: /"second".*"zero"/s,
  },
  'a step that refers to itself': {
    program: `
      flow('f')
        .step('zero', '/builtin/create_messages', { user_prompt: 'Hi' })
        .step('first', '/builtin/put_blob', { data: { $step: 'first' }, blob_type: 'data' }) // here
        .output(({ first }) => first)
    `,
    says: /"first".*"zero"/s,
  },
  'a step of another flow': {
    program: `
      let stolen: unknown
      const other = flow('other').step('secret', '/builtin/create_messages', { user_prompt: 'Hi' })
      other.output(({ secret }) => secret)
      flow('f')
        .step('words', '/builtin/create_messages', { user_prompt: 'Hi' })
        .output(({ secret }) => secret) // here
      export { stolen }
    `,
    says: /'secret' does not exist/,
  },
  'an id that another step has': {
    program: `
      flow('f')
        .step('words', '/builtin/create_messages', { user_prompt: 'Hi' })
        .step('words', '/builtin/create_messages', { user_prompt: 'Ho' }) // here
    `,
    says: /not assignable to parameter of type 'never'/,
  },
  'an empty id': {
    program: `
      flow('f').step('', '/builtin/create_messages') // here
    `,
    says: /not assignable to parameter of type 'never'/,
  },
  'a path without $, which the server would take for one name': {
    program: `
      flow('f').output(input('user.name')) // here
    `,
    says: /"user.name"/,
  },
  'a reference to the input with a misspelt key': {
    program: `
      flow('f').output({ $input: 'name' }) // here
    `,
    says: /not assignable/,
  },
  'a date, which JSON does not have': {
    program: `
      flow('f').output({ at: new Date() }) // here
    `,
    says: /Date/,
  },
  'a function within a value': {
    program: `
      flow('f').output({ deep: () => 'x' }) // here
    `,
    says: /\(\) => string/,
  },
  'a misspelt action on errors': {
    program: `
      flow('f').step('a', '/builtin/eval', null, { onError: { action: 'useDefualt' } }) // here
    `,
    says: /useDefualt/,
  },
}

const nameOf = (title: string) => title.replaceAll(/[^a-z]+/g, '-')
const importLine = `import { coalesce, flow, input, variable, when } from 'stepflow-client'
export const used = [coalesce, flow, input, variable, when]
`

describe('the flow builder, before anything runs', () => {
  let errors: Record<string, string[]>

  beforeAll(async () => {
    const fixture = await readFile(join(import.meta.dirname, 'fixtures/correct.ts'), 'utf8')
    const programs = Object.entries(mistakes).map(([title, { program }]) => [
      nameOf(title),
      importLine + program,
    ])
    errors = await compileErrors({
      correct: fixture.replaceAll("'../../src/index.ts'", "'stepflow-client'"),
      ...Object.fromEntries(programs),
    })
  })

  it('compiles what is right', () => {
    expect(errors.correct).toEqual([])
  })

  it.each(Object.entries(mistakes))('does not compile %s', (title, { program, says }) => {
    const line = (importLine + program).split('\n').findIndex((text) => text.includes('// here')) + 1
    const [first = 'compiled', ...others] = errors[nameOf(title)] ?? []
    expect(first).toMatch(new RegExp(`^${line}: `))
    expect(first).toMatch(says)
    expect(others).toEqual([])
  })
})
