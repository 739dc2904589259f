import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { changesetCommand } from '../../../src/cli/release-commands.ts'
import { defaultComparison } from '../../../src/diff/changeset/default-comparison.ts'
import { makeWorkshop, write } from '../../project/support/workshop.ts'
import { testContext } from './support/context.ts'

/** A document with one operation that takes and gives something. */
function document(properties: Record<string, object>, answer: Record<string, object>): string {
  const json = (schema: object) => ({ content: { 'application/json': { schema } } })
  const claim = {
    operationId: 'claimPet',
    tags: ['pets'],
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
    requestBody: { required: true, ...json({ $ref: '#/components/schemas/Claim' }) },
    responses: { 200: { description: 'Claimed.', ...json({ $ref: '#/components/schemas/Pet' }) } },
  }
  const object = (members: Record<string, object>) => ({
    type: 'object',
    required: Object.keys(members),
    properties: members,
  })
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1.0.0' },
    servers: [{ url: 'https://pets.example' }],
    paths: { '/pets/{id}/claim': { post: claim } },
    components: { schemas: { Claim: object(properties), Pet: object(answer) } },
  })
}

const text = { type: 'string' }
const pet = { id: text, name: text }

describe('a changeset of a real client', () => {
  it('tells what breaks on the wire and in TypeScript', async () => {
    const workshop = makeWorkshop(['pets'], document({ owner: text }, pet))
    const released = await defaultComparison.current(workshop, 'pets')
    await defaultComparison.keep(workshop, 'pets', released)
    const changeset = async () => {
      const context = testContext()
      expect(await changesetCommand(workshop, [], context)).toBe(0)
      return context.lines.join('\n')
    }
    expect(await changeset()).toMatch(/pets +none/)

    write(workshop.root, {
      'schemas/pets/openapi.json': document(
        { owner: text, reason: text },
        { ...pet, age: { type: 'integer' } },
      ),
    })
    expect(await changeset()).toMatch(/pets +major +pets-api/)
    const said = readFileSync(join(workshop.root, '.changeset/spec-pets.md'), 'utf8')
    expect(said).toMatch(/^---\n"pets-api": major\n---\n\n`pets-api`: 1 breaking change, /)
    expect(said).toMatch(/\*\*Breaking\*\*\n\n- `pets\.claim`: .*`reason`/)
    expect(said).toContain('  await client.pets.claim(string, {\n    owner: string,\n  })')
    expect(said).toContain(
      '  await client.pets.claim(string, {\n    owner: string,\n    reason: string,\n  })',
    )
    expect(said).toMatch(/\*\*Added\*\*\n[\s\S]*- `pets\.claim`: .*`age`/)
  })
})
