import { expect, it } from 'vitest'
import { specSources } from '../../src/project/spec-sources.ts'
import { apiFiles, makeWorkshop, spec, write } from './support/workshop.ts'

const text = spec(['/cats'])

it('says where each document comes from: by the configuration, or by the environment', async () => {
  const workshop = makeWorkshop(['files'])
  const started = "server: { command: ['server.ts'], specPath: '/openapi.json', healthPath: '/health' }"
  write(workshop.root, {
    ...apiFiles('started', text, started),
    ...apiFiles('running', text, "server: { url: 'http://127.0.0.1:1/openapi.json' }"),
  })
  const apis = ['files', 'running', 'started']
  const sourcesBy = async (environment: NodeJS.ProcessEnv) => [
    ...(await specSources(workshop, apis, environment)),
  ]
  expect(await sourcesBy({})).toEqual([
    ['files', 'nowhere'],
    ['running', 'elsewhere'],
    ['started', 'started here'],
  ])
  // A workflow gives an empty text for a variable that nobody has set.
  expect(await sourcesBy({ STARTED_URL: '', FILES_URL: 'http://127.0.0.1:1' })).toEqual([
    ['files', 'elsewhere'],
    ['running', 'elsewhere'],
    ['started', 'started here'],
  ])
  expect(await sourcesBy({ STARTED_URL: 'http://127.0.0.1:1' })).toContainEqual(['started', 'elsewhere'])
})
