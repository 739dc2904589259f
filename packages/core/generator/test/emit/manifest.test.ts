import { operationDigests } from '@driftless/runtime/drift'
import { expect, test } from 'vitest'
import type { ApiConfig } from '../../src/config.ts'
import { buildDocument } from '../../src/document/build.ts'
import { generatePackages } from '../../src/generate.ts'

const served = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1.0.0' },
  servers: [{ url: 'http://localhost:4000/api' }],
  paths: {
    '/pets': { get: { operationId: 'listPets', responses: { 200: { description: 'Pets.' } } } },
    '/internal': { get: { operationId: 'dump', responses: { 200: { description: 'All.' } } } },
  },
}

const overlay = `overlay: 1.0.0
info: { title: Repairs, version: '1' }
actions:
  - target: $.paths['/pets'].get
    update: { parameters: [{ name: limit, in: query, schema: { type: integer } }] }
  - target: $.paths['/internal']
    remove: true
  - target: $.paths
    update: { /extra: { get: { operationId: getExtra, responses: { '200': { description: More. } } } } }
`

const config: ApiConfig = {
  name: 'pets',
  package: 'pets-api',
  client: 'PetsApi',
  server: { url: 'https://pets.example.com/api/openapi.json' },
}

test('operations.json says what the server offers, before the overlay, and where', async () => {
  const file = 'schemas/pets/openapi.json'
  const text = JSON.stringify(served)
  const { document } = buildDocument({ text, file, overlay: { text: overlay, file: 'overlay.yaml' } })
  const [made] = await generatePackages([{ document, config }])
  const digests = await operationDigests(served)
  const manifest = JSON.parse(made?.files.get('operations.json') ?? '')
  expect(manifest).toMatchObject({
    specPath: '/api/openapi.json',
    basePaths: ['/api'],
    leftOut: ['GET /internal'],
  })
  expect(manifest.operations).toEqual([
    expect.not.objectContaining({ digest: expect.anything() }),
    expect.objectContaining({ name: 'listPets', digest: digests.get('GET /pets') }),
  ])
  expect(made?.files.get('src/bin.ts')).toMatch(/^#!\/usr\/bin\/env node\n\/\/ This file was auto-generated/)
})
