import { afterEach, describe, expect, it, vi } from 'vitest'
import { lintSpec } from '../../src/document/lint.ts'
import { build, specWithOperation } from './documents.ts'

afterEach(() => vi.restoreAllMocks())

describe('lintSpec', () => {
  it('advises by the recommended rules, with pointers', async () => {
    const { document } = build(specWithOperation({ operationId: 'a', security: [] }))
    expect(await lintSpec(document)).toEqual([
      {
        rule: 'info-license',
        severity: 'warn',
        pointer: '/info',
        message: expect.stringContaining('license'),
      },
      {
        rule: 'operation-summary',
        severity: 'error',
        pointer: '/paths/~1pets/get/summary',
        message: expect.stringContaining('summary'),
      },
      {
        rule: 'operation-4xx-response',
        severity: 'warn',
        pointer: '/paths/~1pets/get/responses',
        message: expect.stringContaining('4XX'),
      },
    ])
  })

  it('asks no server and changes nothing', async () => {
    const fetching = vi.spyOn(globalThis, 'fetch')
    const example = { externalValue: 'http://127.0.0.1:1/example.json' }
    const content = { 'application/json': { schema: {}, examples: { a: example } } }
    const { document } = build(
      specWithOperation({ operationId: 'a', responses: { 200: { description: '', content } } }),
    )
    const before = JSON.stringify(document.json)
    await lintSpec(document)
    expect(fetching).not.toHaveBeenCalled()
    expect(JSON.stringify(document.json)).toBe(before)
  })
})
