import { describe, expect, test } from 'vitest'
import type { Golden } from '../support/golden.ts'

export function responseTests(golden: () => Golden): void {
  const call = (method: string, ...given: unknown[]) => golden().call('responses', method, ...given)
  const failure = async (call: Promise<unknown> | undefined): Promise<Record<string, unknown>> => {
    try {
      await call
    } catch (error) {
      return error as Record<string, unknown>
    }
    throw new Error('the call did not fail')
  }

  describe('answers', () => {
    test('several success statuses, one without content', async () => {
      golden().server.json({ run_id: 'r', result: { free_form: 1 } })
      expect(await call('runs.get', 'r')).toEqual({ runId: 'r', result: { free_form: 1 } })
      golden().server.json({ run_id: 'r', started_at: '2026-01-01T00:00:00Z' }, 202)
      expect(await call('runs.get', 'r')).toEqual({ runId: 'r', startedAt: '2026-01-01T00:00:00Z' })
      golden().server.answer({ status: 204 })
      expect(await call('runs.get', 'r')).toBeUndefined()
    })

    test('a range of success statuses, and `default` as the success', async () => {
      golden().server.json({ run_id: 'r', started_at: 's' }, 201)
      expect(await call('runs.create')).toEqual({ runId: 'r', startedAt: 's' })
      golden().server.json({ some_value: 'v' })
      expect(await call('export.getOnlyDefault')).toEqual({ someValue: 'v' })
    })

    test('the media type of the answer decides how it is read', async () => {
      golden().server.json([{ run_id: 'r', result: 1 }])
      expect(await call('export.all')).toEqual([{ runId: 'r', result: 1 }])
      expect(golden().server.arrived[0]?.headers.accept).toBe('application/json, application/pdf, text/csv')
      golden().server.answer({ headers: { 'content-type': 'text/csv; charset=utf-8' }, body: 'a,b' })
      expect(await call('export.all')).toBe('a,b')
      golden().server.answer({ headers: { 'content-type': 'application/pdf' }, body: '%PDF' })
      expect(await ((await call('export.all')) as Blob).text()).toBe('%PDF')
    })

    test('no declared content gives undefined', async () => {
      golden().server.answer({ status: 200, body: 'ignored' })
      expect(await call('export.getNothing')).toBeUndefined()
    })

    test('`withResponse` gives status and attempts beside the data', async () => {
      golden().server.json({ some_value: 'v' })
      const full = await (await golden().client('responses')).untyped?.get?.().withResponse()
      expect(full).toMatchObject({ data: { someValue: 'v' }, response: { status: 200 } })
      expect(full?.attempts).toHaveLength(1)
    })
  })

  describe('errors', () => {
    test.each([
      [404, { error_code: 'no_such_run' }, { errorCode: 'no_such_run' }, 'NotFoundError'],
      [409, { fault_code: 'f' }, { faultCode: 'f' }, 'ConflictError'],
      [503, { error_text: 't' }, { errorText: 't' }, 'ServerError'],
    ])(
      'the body of a %i is decoded as its status, range or default declares',
      async (status, wire, body, name) => {
        golden().server.json(wire, status)
        const error = await failure(call('runs.get', 'r'))
        expect(error).toMatchObject({ status, body, name })
        const { main, operations } = await golden().module('responses')
        expect(error instanceof (main.GoldenError as typeof Error)).toBe(true)
        expect(error instanceof (main[name] as typeof Error)).toBe(true)
        const api = await golden().client('responses')
        for (const operation of [operations.getRun, api.runs?.get]) {
          expect(main.isError(error, operation, status)).toBe(true)
          expect(main.isError(error, operation, 418)).toBe(false)
        }
        expect(main.isError(error, operations.deleteRun, status)).toBe(false)
      },
    )

    test('a range may stand alone', async () => {
      golden().server.json({ error_code: 'x' }, 500)
      expect(await failure(call('runs.create'))).toMatchObject({ body: { errorCode: 'x' } })
    })

    test('the base class of another API does not match', async () => {
      golden().server.json({}, 404)
      const error = await failure(call('runs.delete', 'r'))
      const { main } = await golden().module('bodies')
      expect(error instanceof (main.GoldenError as typeof Error)).toBe(false)
    })
  })
}
