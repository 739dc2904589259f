import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { buildDocument } from '../../src/document/build.ts'
import { applyOverlay } from '../../src/document/overlay.ts'
import type { JsonObject } from '../../src/document/types.ts'
import { messageOf, spec, specWithOperation } from './documents.ts'

const file = 'overlay.yaml'
const head = { overlay: '1.0.0', info: { title: 'Fixes', version: '1' } }
const overlay = (...actions: unknown[]) => ({ file, text: stringify({ ...head, actions }) })
const apply = (json: unknown, ...actions: unknown[]) => applyOverlay(json as JsonObject, overlay(...actions))
const refusal = (json: unknown, ...actions: unknown[]) => messageOf(() => apply(json, ...actions))

const pets = {
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets': {
      get: {
        parameters: [
          { name: 'limit', in: 'query' },
          { name: 'dummy', in: 'query' },
        ],
        tags: ['a'],
      },
    },
    '/toys': { get: { parameters: [{ name: 'dummy', in: 'query' }], summary: 'Toys' } },
  },
}

describe('an overlay', () => {
  it('merges objects at all levels, replaces values and appends to arrays', () => {
    const update = {
      info: { title: 'Zoo', 'x-a': null },
      paths: { '/pets': { get: { tags: ['b'] } }, '/new': {} },
    }
    expect(apply(pets, { target: '$', update })).toEqual({
      info: { title: 'Zoo', version: '1', 'x-a': null },
      paths: {
        ...pets.paths,
        '/pets': { get: { ...pets.paths['/pets'].get, tags: ['a', 'b'] } },
        '/new': {},
      },
    })
  })

  it('changes everything that a target selects', () => {
    const changed = apply(pets, { target: '$.paths.*.get', update: { 'x-safe': true } })
    expect(changed.paths).toMatchObject({
      '/pets': { get: { 'x-safe': true } },
      '/toys': { get: { 'x-safe': true } },
    })
  })

  it('appends one entry, or each of several, to an array', () => {
    const target = "$.paths['/pets'].get.tags"
    const tags = (update: unknown) => (apply(pets, { target, update }) as typeof pets).paths['/pets'].get.tags
    expect(tags('b')).toEqual(['a', 'b'])
    expect(tags(['b', 'c'])).toEqual(['a', 'b', 'c'])
  })

  it('gives each place a copy of its own', () => {
    const changed = apply(
      pets,
      { target: '$.paths.*', update: { shared: { a: 1 } } },
      { target: "$.paths['/pets'].shared", update: { a: 2 } },
    )
    expect(changed.paths).toMatchObject({ '/pets': { shared: { a: 2 } }, '/toys': { shared: { a: 1 } } })
  })

  it('removes members and items that a filter selects', () => {
    const changed = apply(
      pets,
      { target: "$.paths.*.get.parameters[?@.name == 'dummy']", remove: true },
      { target: "$.paths['/pets'].get.tags", remove: true },
      { target: '$.paths[?@.get.summary]', remove: true },
    )
    expect(changed.paths).toEqual({ '/pets': { get: { parameters: [{ name: 'limit', in: 'query' }] } } })
  })

  it('removes all of several items, and what stands inside something removed', () => {
    const list = { list: [{ a: [1] }, { b: 1 }, { c: 1 }, { d: 1 }] }
    expect(apply(list, { target: '$.list[0,2,3,0]', remove: true })).toEqual({ list: [{ b: 1 }] })
    expect(apply(list, { target: '$.list..*', remove: true })).toEqual({ list: [] })
  })

  it('applies actions in order, each to the result of the one before', () => {
    const changed = apply(
      pets,
      { target: '$.paths', remove: true },
      { target: '$', update: { paths: { '/a': {} } } },
      { target: "$.paths['/a']", update: { summary: 's' } },
    )
    expect(changed.paths).toEqual({ '/a': { summary: 's' } })
  })

  it('lets remove win over update', () => {
    expect(apply(pets, { target: '$.paths', update: { '/a': {} }, remove: true })).not.toHaveProperty('paths')
  })

  it('leaves the given document as it was, and sorts the result', () => {
    const before = JSON.stringify(pets)
    expect(Object.keys(apply(pets, { target: '$', update: { components: {} } }))).toEqual([
      'components',
      'info',
      'paths',
    ])
    expect(JSON.stringify(pets)).toBe(before)
  })

  it('reaches deep into a document', () => {
    let deep: Record<string, unknown> = { name: 'x' }
    for (let level = 0; level < 200; level++) deep = { child: deep }
    expect(JSON.stringify(apply(deep, { target: "$..[?@.name == 'x']", update: { name: 'y' } }))).toContain(
      '"name":"y"',
    )
  })

  it('may be JSON, with extends and extensions', () => {
    const text = JSON.stringify({
      ...head,
      extends: './openapi.json',
      'x-a': 1,
      actions: [{ target: '$.info', update: { title: 'Z' }, 'x-b': 2 }],
    })
    expect(applyOverlay(pets as unknown as JsonObject, { text, file: 'overlay.json' }).info).toEqual({
      title: 'Z',
      version: '1',
    })
  })

  it('belongs to building a document', () => {
    const json = specWithOperation({ operationId: 'a' })
    const action = { target: '$.paths.*.get', update: { operationId: 'listPets' } }
    const { document } = buildDocument({
      text: JSON.stringify(json),
      file: 'pets.json',
      overlay: overlay(action),
    })
    expect(JSON.stringify(document.json)).toContain('"operationId":"listPets"')
  })
})

describe('an overlay that is wrong', () => {
  it('names an action whose target is gone', () => {
    expect(
      refusal(pets, { target: '$.info', update: {} }, { target: "$.paths['/cats']", remove: true }),
    ).toBe(
      `overlay.yaml:8 at /actions/1/target: action 1 (target "$.paths['/cats']") matches nothing in the document; delete this action or fix its target.`,
    )
  })

  it.each([
    ['$.paths[', 'an unfinished path'],
    ['paths', 'a path that does not start at the top'],
    ['$.paths[?nothing(@)]', 'an unknown function'],
  ])('names the target %s, %s', (target) => {
    expect(refusal(pets, { target, remove: true })).toMatch(
      /^overlay\.yaml:6 at \/actions\/0\/target: the target of action 0 \(target ".*"\) is no valid JSONPath \(RFC 9535\): .*; fix its target\.$/,
    )
  })

  it.each([
    [
      '$.info.title',
      { a: 1 },
      'selects the text "Pets", which cannot be updated; target the object that holds it.',
    ],
    ['$.info', 'x', 'selects an object, but its update is the text "x"; make the update an object.'],
  ])('cannot update %s with %j', (target, update, reason) => {
    expect(refusal(pets, { target, update })).toBe(
      `overlay.yaml:6 at /actions/0/target: action 0 (target "${target}") ${reason}`,
    )
  })

  it('cannot remove the document', () => {
    expect(refusal(pets, { target: '$', remove: true })).toBe(
      'overlay.yaml:6 at /actions/0/target: action 0 (target "$") would remove the whole document; fix its target.',
    )
  })

  it.each([
    [
      { ...head, overlay: '1.1.0', actions: [{ target: '$', update: {} }] },
      ':1 at /overlay: "overlay" must be a version 1.0.x of OpenAPI Overlay such as "1.0.0", not the text "1.1.0".',
    ],
    [
      { ...head, actions: [] },
      ':5 at /actions: actions must be an array of at least one action; add one, or delete the overlay.',
    ],
    [
      { ...head, actions: [{ target: '$', updat: {} }] },
      ':7 at /actions/0/updat: "updat" is no field of OpenAPI Overlay 1.0; use target, description, update, remove.',
    ],
    [
      { ...head, actions: [{ update: {} }] },
      ':6 at /actions/0: an action needs a target, a JSONPath such as $.paths; add it.',
    ],
    [
      { ...head, actions: [{ target: '$', remove: 'yes' }] },
      ':7 at /actions/0/remove: remove must be true or false, not the text "yes".',
    ],
    [
      { overlay: '1.0.0', actions: [{ target: '$', update: {} }] },
      ' at the top: info must be an object with the title and version of the overlay; add it.',
    ],
    [
      { ...head, info: { title: 't', version: 1 }, actions: [{ target: '$', update: {} }] },
      ':4 at /info/version: version must be a text, not the number 1; put it in quotes.',
    ],
    [
      { ...head, extra: 1, actions: [{ target: '$', update: {} }] },
      ':5 at /extra: "extra" is no field of OpenAPI Overlay 1.0; use overlay, info, extends, actions.',
    ],
  ])('says what is wrong with its form: %#', (content, message) => {
    const text = stringify(content)
    const lines = messageOf(() => applyOverlay(pets as unknown as JsonObject, { text, file })).split('\n')
    expect(lines[0]).toBe(`overlay.yaml${message}`)
  })

  it('may not say the same twice', () => {
    const action = { target: '$.info', update: { title: 'x' } }
    expect(refusal(pets, action, structuredClone(action))).toBe(
      'overlay.yaml:9 at /actions/1: the action repeats action 0; delete one of the two.',
    )
  })

  it('may not name __proto__', () => {
    const text = `${stringify(head)}actions:\n  - target: $\n    update:\n      __proto__: { polluted: true }\n`
    expect(messageOf(() => applyOverlay(pets as unknown as JsonObject, { text, file }))).toBe(
      'overlay.yaml:8 at /actions/0/update/__proto__: the name "__proto__" cannot be used; rename it.',
    )
  })

  it('shares the blame for what the document then lacks', () => {
    const text = JSON.stringify(spec())
    const action = { target: '$', update: { components: null } }
    expect(messageOf({ text, file: 'pets.json', overlay: overlay(action) })).toBe(
      'pets.json with overlay.yaml at /components: components must be an object, not null.',
    )
  })
})
