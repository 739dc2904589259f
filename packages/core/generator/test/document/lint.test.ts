import { afterEach, describe, expect, it, vi } from 'vitest'
import { lintSpec, summarizeLint } from '../../src/document/lint.ts'
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

describe('summarizeLint', () => {
  it('names each rule once, the most frequent first', () => {
    const problem = (rule: string, pointer: string) => ({
      rule,
      pointer,
      severity: 'warn' as const,
      message: `About ${rule}.`,
    })
    expect(
      summarizeLint([problem('a', '/1'), problem('b', '/2'), problem('b', '/3'), problem('c', '/4')]),
    ).toEqual([
      { pointer: '/2', message: 'About b. (lint: b, and 1 more)' },
      { pointer: '/1', message: 'About a. (lint: a)' },
      { pointer: '/4', message: 'About c. (lint: c)' },
    ])
  })
})
