import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Comparison } from '../../../../src/diff/changeset/comparison.ts'
import type { AcceptedBreak, Change, Release, Verdict } from '../../../../src/diff/types.ts'

/** Releases in memory; what changed between two of them is what a test says. */
export interface FakeComparison extends Comparison {
  readonly kept: Map<string, Release>
  changes: readonly Change[]
  breaks: readonly AcceptedBreak[]
}

const order = ['none', 'patch', 'minor', 'major'] as const

/** @param released whether the API `pets` has been released as version 1.2.3 */
export function fakeComparison(changes: readonly Change[] = [], released: boolean = true): FakeComparison {
  const kept = new Map(released ? [['pets', release('1.2.3')]] : [])
  const fake: FakeComparison = {
    kept,
    changes,
    breaks: [],
    released: async (_workshop, api) => kept.get(api),
    current: async (workshop, api) => {
      const file = join(workshop.root, 'packages/clients', `${api}-api`, 'package.json')
      return { ...release(JSON.parse(readFileSync(file, 'utf8')).version, newUsage), api }
    },
    compare: async (_workshop, old, current) => verdictOf(old, current, fake.changes),
    accepted: () => fake.breaks,
    keep: async (_workshop, api, kept) => {
      fake.kept.set(api, kept)
      // From here on the two sides are the same.
      fake.changes = []
    },
  }
  return fake
}

export function change(bump: Change['bump'], subject: string, message: string, accepted?: string): Change {
  return { bump, side: 'wire', code: 'made-up', subject, message, ...(accepted && { accepted }) }
}

export function verdictOf(old: Release, current: Release, changes: readonly Change[]): Verdict {
  const bumps = changes.map((one) => order.indexOf(one.accepted ? 'minor' : one.bump))
  const bump = order[Math.max(0, ...bumps)] ?? 'none'
  return {
    api: old.api,
    package: old.package,
    from: old.version,
    to: current.version,
    bump,
    wire: bump,
    surface: 'none',
    changes,
    stale: [],
  }
}

const operation = {
  id: 'claimPet',
  name: 'claimPet',
  resource: 'pets',
  method: 'claim',
  httpMethod: 'POST',
  path: '/pets/{id}/claim',
  pointer: '/paths/~1pets~1{id}~1claim/post',
}
const gone = { ...operation, id: 'feedPet', name: 'feedPet', method: 'feed', path: '/pets/{id}/feed' }

const oldUsage = `
async function use(client: PetsApi) {
  await client.pets.claim('id', {
    reason: 'text',
  })
  await client.pets.feed('id')
}
`
const newUsage = `
async function use(client: PetsApi) {
  await client.pets.claim('id', 'owner')
}
`

export function release(version: string, usage: string = oldUsage): Release {
  return {
    api: 'pets',
    package: 'pets-api',
    version,
    client: 'PetsApi',
    document: {},
    documentFile: 'openapi.json',
    documentText: '{}',
    operations: usage === oldUsage ? [operation, gone] : [operation],
    connection: {},
    code: '',
    declarations: new Map(),
    declarationsFolder: 'src',
    usage,
  }
}
