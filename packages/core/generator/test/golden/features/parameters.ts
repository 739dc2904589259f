import { describe, expect, test } from 'vitest'
import type { Golden } from '../support/golden.ts'
import type { Arrived } from '../support/server.ts'

export function parameterTests(golden: () => Golden): void {
  /** Calls a method and returns the one request that arrived. */
  const sentBy = async (spec: string, method: string, ...given: unknown[]): Promise<Arrived> => {
    golden().server.answer({ status: 204 })
    await golden().call(spec, method, ...given)
    return golden().server.only()
  }
  const sent = (method: string, ...given: unknown[]) => sentBy('parameters', method, ...given)

  describe('path parameters', () => {
    test('simple style: values, lists, objects, and every character is encoded', async () => {
      const { url } = await sent(
        'paths.getSimple',
        'a/b?#%ü',
        ['x', 'y,z'],
        { a: '1' },
        { a: '1', b: '2' },
        { traceLevel: 1 },
      )
      expect(url).toBe('/simple/a%2Fb%3F%23%25%C3%BC/x,y%2Cz/a,1/a=1,b=2?trace_level=1')
    })

    test('label and matrix styles, with and without explode, under the names of the document', async () => {
      const label = await sent('paths.getLabel', 'v', ['a', 'b'], ['c', 'd'])
      expect(label.url).toBe('/label/.v/.a,b/.c.d')
      const matrix = await sent('paths.getMatrix', 'v', ['a', 'b'], ['c', 'd'])
      expect(matrix.url).toBe('/matrix/;value=v/;list=a,b/;exploded=c;exploded=d')
    })

    test('JSON content is translated to the names of the document', async () => {
      const { url } = await sent('paths.getJson', { itemName: 'x' })
      expect(decodeURIComponent(url)).toBe('/json/{"item_name":"x"}')
    })

    test('dot segments are refused before anything is sent', async () => {
      golden().server.answer({ status: 204 })
      await expect(
        golden().call(
          'parameters',
          'paths.getSimple',
          '..',
          ['a'],
          { a: '1' },
          { a: '1' },
          { traceLevel: 1 },
        ),
      ).rejects.toThrow(/\.\./)
      expect(golden().server.arrived).toEqual([])
    })
  })

  describe('query parameters', () => {
    test.each<[string, Record<string, unknown>, string]>([
      ['form', { formValue: 'a&b=c' }, 'form_value=a%26b%3Dc'],
      ['form with a date', { formValue: new Date(0) }, 'form_value=1970-01-01T00%3A00%3A00.000Z'],
      ['form list', { formList: ['a', 'b'] }, 'form_list=a&form_list=b'],
      ['form list without explode', { commaList: ['a', 'b,c'] }, 'comma_list=a,b%2Cc'],
      ['space delimited', { spaceList: [1, 2] }, 'space_list=1%202'],
      ['pipe delimited', { pipeList: [1, 2] }, 'pipe_list=1%7C2'],
      ['pipe delimited, explode left out', { pipeDefault: [1, 2] }, 'pipe_default=1%7C2'],
      [
        'deep object',
        { deepObject: { minSize: 1, maxSize: 2 } },
        'deep_object%5Bmin_size%5D=1&deep_object%5Bmax_size%5D=2',
      ],
      ['form object', { formObject: { minSize: 1, maxSize: 2 } }, 'min_size=1&max_size=2'],
      ['reserved', { reservedValue: '/a:b?c&d=e' }, 'reserved_value=/a:b?c%26d=e'],
      ['JSON', { jsonValue: { minSize: 1 } }, 'json_value=%7B%22min_size%22%3A1%7D'],
      ['name with brackets', { ids: ['a'] }, 'ids%5B%5D=a'],
      ['two names that would be equal', { same_name: 'a', sameName: 'b' }, 'same_name=a&sameName=b'],
      ['undefined is left out', { formValue: undefined, inlineChoice: 'first' }, 'inline_choice=first'],
    ])('%s', async (_, query, expected) => {
      const { url } = await sent('query.search', query)
      expect(url).toBe(`/query?${expected}`)
    })

    test('a parameter of the path item is used, and overridden by the operation', async () => {
      const { url } = await sent(
        'paths.getSimple',
        'u',
        ['l'],
        { a: '1' },
        { a: '1' },
        { traceLevel: 3, sharedFlag: true },
      )
      expect(url).toBe('/simple/u/l/a,1/a=1?trace_level=3&shared_flag=true')
    })
  })

  describe('headers and cookies', () => {
    test('travel in the options, beside a query parameter of the same name', async () => {
      const { url, headers } = await sent(
        'headers.get',
        { same: 'in query' },
        {
          headers: {
            xRequestTag: 'tag',
            xList: [1, 2],
            xObject: { a: '1', b: '2' },
            xJson: { a: 'ü' },
            same: 'in header',
          },
          cookies: { sessionId: 's 1', themeColor: ['x', 'y'], same: 'in cookie' },
        },
      )
      expect(url).toBe('/headers?same=in%20query')
      expect(headers).toMatchObject({
        'x-request-tag': 'tag',
        'x-list': '1,2',
        'x-object': 'a=1,b=2',
        same: 'in header',
      })
      expect(JSON.parse(String(headers['x-json']))).toEqual({ a: 'ü' })
      expect(headers.cookie).toBe('session_id=s%201; theme_color=x; theme_color=y; same=in%20cookie')
    })

    test('with a body, the query travels in the options too', async () => {
      const { url, body, headers } = await sent(
        'headers.postBoth',
        'p',
        { itemName: 'x' },
        { query: { dryRun: true }, headers: { xTrace: 't', 'X-Free': 'f' } },
      )
      expect(url).toBe('/both/p?dry_run=true')
      expect(JSON.parse(body)).toEqual({ item_name: 'x' })
      expect(headers).toMatchObject({ 'x-trace': 't', 'x-free': 'f', 'content-type': 'application/json' })
    })

    test('an optional body before required options may be undefined', async () => {
      const { body, headers } = await sent('headers.postBoth', 'p', undefined, { query: { dryRun: false } })
      expect(body).toBe('')
      expect(headers['content-type']).toBeUndefined()
    })
  })

  test('objects keep the names of the document in every place', async () => {
    const range = { minValue: 'a b;,', maxValue: 'z' }
    golden().server.answer({ status: 204 })
    const options = { headers: { xRange: range }, cookies: { rangeCookie: range } }
    await golden().call('object-parameters', 'things.get', range, 'm', { formQuery: range }, options)
    const { url, headers } = golden().server.only()
    const [path = '', query = ''] = url.split('?')
    expect(path).toBe('/things/min_value,a%20b%3B%2C,max_value,z/;matrix_path=m')
    expect([...new URLSearchParams(query)]).toEqual([
      ['min_value', 'a b;,'],
      ['max_value', 'z'],
    ])
    expect(headers['x-range']).toBe('min_value,a b;,,max_value,z')
    expect(headers.cookie).toBe('min_value=a%20b%3B%2C; max_value=z')
  })

  test('lists in objects, and lists of objects, are written as if nothing were renamed', async () => {
    const range = { minValue: '/', knownValues: ['x,', 'y&'] }
    const pairs = ['min_value=%2F', 'known_values=x%2C', 'known_values=y%26']
    const inObject = await sentBy(
      'object-parameters',
      'things.get',
      'p',
      'm',
      { formQuery: range },
      { cookies: { rangeCookie: range } },
    )
    expect(inObject.url.split('?')[1]).toBe(pairs.join('&'))
    expect(inObject.headers.cookie).toBe(pairs.join('; '))

    const list = [{ minValue: '1' }, { minValue: 'ä,' }]
    const ofObjects = await sentBy(
      'object-parameters',
      'things.list',
      { rangeList: list },
      { headers: { xRangeList: [{ minValue: '1' }, { minValue: '2' }] }, cookies: { rangeList: list } },
    )
    const written = ['{"min_value":"1"}', '{"min_value":"ä,"}'].map(
      (text) => `range_list=${encodeURIComponent(text)}`,
    )
    expect(ofObjects.url.split('?')[1]).toBe(written.join('&'))
    expect(ofObjects.headers.cookie).toBe(written.join('; '))
    expect(ofObjects.headers['x-range-list']).toBe('{"min_value":"1"},{"min_value":"2"}')
  })
}
