import { randomUUID } from 'node:crypto'
import { databaseSeed } from '@driftless/server-kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { slug } from '../src/domain/agents/names.ts'
import { currentPeriod } from '../src/domain/budget.ts'
import { MIGRATIONS_FOLDER } from '../src/index.ts'
import { cleanUp } from '../src/store/clean-up.ts'
import { openStore } from '../src/store/open-store.ts'
import { idempotencyRecords, nonces, rateLimits } from '../src/store/schema.ts'

let opened: Awaited<ReturnType<typeof openStore>>
beforeAll(async () => {
  opened = await openStore({ seed: await databaseSeed(MIGRATIONS_FOLDER) })
})
afterAll(() => opened.close())

test('what has expired is removed, and nothing else', async () => {
  const { database } = opened
  const now = new Date('2027-01-01T12:00:00Z')
  for (const [name, expiresAt] of [
    ['expired', now],
    ['valid', new Date(now.getTime() + 1)],
  ] as const) {
    await database.insert(nonces).values({ agentId: randomUUID(), nonce: name, expiresAt })
    await database.insert(rateLimits).values({ caller: name, windowEndsAt: expiresAt, requests: 1 })
    const request = { caller: name, method: 'POST', path: '/', key: 'k', fingerprint: '', sealedReply: '' }
    await database.insert(idempotencyRecords).values({ ...request, expiresAt })
  }
  await cleanUp(database, now)
  expect((await database.select().from(nonces)).map(({ nonce }) => nonce)).toEqual(['valid'])
  expect((await database.select().from(rateLimits)).map(({ caller }) => caller)).toEqual(['valid'])
  expect((await database.select().from(idempotencyRecords)).map(({ caller }) => caller)).toEqual(['valid'])
})

test('a budget begins anew at midnight UTC', () => {
  const spent = { budgetPeriodSpent: 7, budgetPeriodStart: new Date('2027-01-01T15:00:00Z') }
  expect(currentPeriod(spent, new Date('2027-01-01T23:59:59.999Z'))).toBe(spent)
  expect(currentPeriod(spent, new Date('2027-01-02T00:00:00Z'))).toEqual({
    budgetPeriodSpent: 0,
    budgetPeriodStart: new Date('2027-01-02T00:00:00Z'),
  })
})

test.each([
  ['Child Agent', 'child-agent'],
  ['  --Ünïque  Näme! ', 'unique-name'],
  ['漢字', 'agent'],
  ['%_', 'agent'],
  [`${'a'.repeat(79)} b`, 'a'.repeat(79)],
])('%j becomes %s', (name, expected) => {
  expect(slug(name)).toBe(expected)
})
