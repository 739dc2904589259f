/** A released copy of this repository with an origin, and a server whose document may move while it runs. */
import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { vi } from 'vitest'
import { pnpmVersion } from '../../scripts/pnpm-version.ts'
import { run } from '../../scripts/release/tools.ts'
import { type Document, startEditingProxy } from '../consumer/editing-proxy.ts'
import { startServer } from '../support/server.ts'
import { copyWithHistory, type Finished, type RepositoryCopy } from '../upgrade/support/repository.ts'
import { type FakeGh, installFakeGh } from './fake-gh.ts'
import { makeFolder } from './support.ts'

export interface Drifting extends AsyncDisposable {
  readonly repository: RepositoryCopy
  readonly gh: FakeGh
  /** Where Stepflow answers, with `added`. */
  readonly origin: string
  /** Properties of its health check beside those that its client knows. */
  added: readonly string[]
  git(...args: string[]): Promise<string>
  /** Branches of the origin. */
  branches(): Promise<string[]>
  /** Runs `pnpm spec-drift` as the workflow does, on what stands on `main`. */
  specDrift(url: string): Promise<Finished>
}

export async function makeDrifting(): Promise<Drifting> {
  const repository = await copyWithHistory()
  const place = await makeFolder()
  const git = (...args: string[]) => run('git', args, { cwd: repository.root })
  // What was never released has changed for nobody.
  await repository.versionPackages()
  await repository.commit('release')
  await run('git', ['init', '--quiet', '--bare', join(place, 'origin')])
  await git('branch', '--move', 'main')
  await git('remote', 'add', 'origin', join(place, 'origin'))
  await git('push', '--quiet', 'origin', 'main')
  const gh = await installFakeGh(place)
  const server = await startServer('packages/servers/stepflow/src/main.ts')
  const proxy = await startEditingProxy(server.origin, (document) => addProperties(document, drifting.added))
  const drifting: Drifting = {
    repository,
    gh,
    origin: proxy.origin,
    added: [],
    git,
    async branches() {
      const lines = (await git('ls-remote', '--heads', 'origin')).trim().split('\n')
      return lines.map((line) => line.split('refs/heads/')[1] ?? '')
    },
    async specDrift(url) {
      await git('switch', '--quiet', 'main')
      // A workflow gives an empty text for a variable that nobody has set.
      const servers = { STEPFLOW_URL: url, OPENSPAWN_URL: '' }
      const env = { ...process.env, CI: 'true', INIT_CWD: undefined, ...servers }
      return new Promise((resolve) => {
        const args = ['--yes', pnpmVersion, 'spec-drift']
        execFile('npx', args, { cwd: repository.root, env }, (error, stdout, stderr) =>
          resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
        )
      })
    },
    async [Symbol.asyncDispose]() {
      vi.unstubAllEnvs()
      await proxy[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
      await repository[Symbol.asyncDispose]()
      await rm(place, { recursive: true, force: true })
    },
  }
  return drifting
}

function addProperties({ components }: Document, names: readonly string[]): void {
  const health = components.schemas.HealthResponse?.properties
  if (health === undefined) throw new Error('the document says nothing of a health check')
  for (const name of names) health[name] = { type: 'string' }
}

/** How `gen diff` and a changeset tell of such a property. */
export function sentence(property: string): string {
  return `\`health.check\`: the response's \`${property}\` is new`
}
