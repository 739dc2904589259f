import { describe, expect, test } from 'vitest'
import { type } from './fixture.ts'
import { parameter, text } from './operation-text.ts'

describe('documentation', () => {
  test('says effect, retry class, arguments, errors and one example', () => {
    const errors = [{ status: '404', type: type('A'), description: 'No such\npet' }]
    const described = parameter('petId', { description: 'Which one.' })
    const printed = text({
      summary: 'Gets a pet',
      description: 'Gets a pet. Slowly.',
      pathParameters: [described],
      errors,
      deprecated: true,
    })
    expect(printed).toContain(`/**
 * Gets a pet.
 *
 * Slowly.
 *
 * Retried: yes, carrying it out twice does no harm.
 *
 * @param client made by \`createClient\`
 * @param petId Which one.
 * @throws NotFoundError (404): No such pet
 * @deprecated
 * @example
 * const result = await getPet(client, 'petId')
 */`)
  })
})
