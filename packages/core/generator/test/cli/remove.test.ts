import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { removeCommand } from '../../src/cli/remove.ts'
import { readAcceptedBreaks } from '../../src/diff/accepted.ts'
import type { Workshop } from '../../src/project/workshop.ts'
import { testContext } from '../diff/changeset/support/context.ts'
import { generated } from '../project/support/check.ts'
import { contents } from '../project/support/snapshot.ts'
import { apiFiles, spec, write } from '../project/support/workshop.ts'

const accepted = 'schemas/accepted-breaks.txt'
const install = { install: async () => {} }

let workshop: Workshop

/** A repository with the APIs `pets` and `birds`. */
beforeEach(async () => {
  workshop = await generated()
  write(workshop.root, apiFiles('birds', spec(['/birds'])))
})

async function remove(): Promise<string> {
  const context = testContext()
  expect(await removeCommand(workshop, 'pets', { yes: true, force: true }, context, install)).toBe(0)
  return context.lines.join('\n')
}

describe('gen remove', () => {
  test('takes the lines of its accepted breaks along, and no others', async () => {
    const line = (api: string) => `${api} operation-removed ${api}.get: is gone -- never used\n`
    write(workshop.root, { [accepted]: `# pets\n${line('pets')}${line('birds')}  ${line('pets')}` })
    expect(await remove()).toBe(
      `removed pets: schemas/pets, packages/clients/pets-api, its lines in ${accepted}`,
    )
    expect(readFileSync(join(workshop.root, accepted), 'utf8')).toBe(`# pets\n${line('birds')}`)
    expect(readAcceptedBreaks(workshop)).toHaveLength(1)
  })

  test('refuses to leave or to lose what a person wrote for its users', async () => {
    write(workshop.root, {
      '.changeset/brave-cats.md': '---\n"birds-api": minor\n"pets-api": patch\n---\n\nBy hand.\n',
      '.changeset/spec-pets.md': '---\n"pets-api": minor\n---\n\n`pets-api`: First release.\n',
    })
    const before = contents(workshop.root)
    await expect(remove()).rejects.toThrow(
      /^Written by hand for pets-api: \.changeset\/brave-cats\.md\. Take its line out there, or delete them first\.$/,
    )
    expect(contents(workshop.root)).toEqual(before)
    write(workshop.root, { '.changeset/brave-cats.md': '---\n"birds-api": minor\n---\n\nBy hand.\n' })
    expect(await remove()).toContain('.changeset/spec-pets.md')
    expect(existsSync(join(workshop.root, '.changeset/spec-pets.md'))).toBe(false)
    expect(existsSync(join(workshop.root, '.changeset/brave-cats.md'))).toBe(true)
  })

  test('leaves a changeset of a person that only has the name of its own', async () => {
    write(workshop.root, { '.changeset/spec-pets.md': '---\n"birds-api": minor\n---\n\nBy hand.\n' })
    expect(await remove()).toBe('removed pets: schemas/pets, packages/clients/pets-api')
    expect(existsSync(join(workshop.root, '.changeset/spec-pets.md'))).toBe(true)
  })
})
