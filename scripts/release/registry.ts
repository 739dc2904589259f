/**
 * A package registry on this machine, for rehearsals: takes what is published to it, and gives it to `npm install`. What
 * was never published to it is served as it is installed in this repository, so that nothing else is asked.
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { installedPackages } from './installed-packages.ts'

/** What a registry says of one version of a package. */
export interface VersionManifest {
  readonly name: string
  readonly version: string
  readonly [member: string]: unknown
}

/** A package of a registry: its versions, and where the bytes of each come from. */
export interface RegistryPackage {
  readonly versions: Map<string, VersionManifest>
  readonly tarball: (version: string) => Promise<Buffer>
}

export interface LocalRegistry extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string
  /** What has been published so far, as `name@version`, in order. */
  readonly published: readonly string[]
  /** Lines of an .npmrc that make npm and pnpm use it, with the right to publish. */
  readonly npmrc: string
}

/**
 * Starts a registry on a free port of the loopback interface.
 *
 * @param root repository whose installed packages it serves too; none where it is left out
 */
export async function startRegistry(root?: string): Promise<LocalRegistry> {
  const token = 'rehearsal'
  const published: string[] = []
  const own = new Map<string, PublishedPackage>()
  const installed = root === undefined ? () => undefined : installedPackages(root)
  const find = (name: string) => own.get(name) ?? installed(name)
  const server = createServer((request, response) => {
    const answer = request.method === 'PUT' ? publish(request) : give(request)
    answer.then(
      ({ status, body }) => send(response, status, body),
      (error: unknown) => send(response, 500, { error: String(error) }),
    )
  })

  async function publish(request: IncomingMessage): Promise<Answer> {
    if (request.headers.authorization !== `Bearer ${token}`) return refusal(401, 'log in first')
    const upload = parseUpload(await bodyOf(request))
    if (upload === undefined) return refusal(400, 'not a package to publish')
    const { manifest, bytes } = upload
    const package_ = own.get(manifest.name) ?? new PublishedPackage()
    if (package_.versions.has(manifest.version)) {
      return refusal(403, `You cannot publish over the previously published versions: ${manifest.version}.`)
    }
    package_.add(manifest, bytes)
    own.set(manifest.name, package_)
    published.push(`${manifest.name}@${manifest.version}`)
    return { status: 201, body: { ok: true } }
  }

  async function give(request: IncomingMessage): Promise<Answer> {
    const path = decodeURIComponent(new URL(request.url ?? '/', origin).pathname.slice(1))
    const [name = '', file] = path.split('/-/')
    const found = find(name)
    const version = file?.slice(0, -'.tgz'.length)
    if (found === undefined || (version !== undefined && !found.versions.has(version))) {
      return refusal(404, `${name} is not here`)
    }
    if (version !== undefined) return { status: 200, body: await found.tarball(version) }
    return { status: 200, body: packument(name, found, `${origin}/${name}/-/`) }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const origin = `http://${host}`
  return {
    url: `${origin}/`,
    published,
    npmrc: `registry=${origin}/\n//${host}/:_authToken=${token}\n`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Answer {
  readonly status: number
  readonly body: object
}

class PublishedPackage implements RegistryPackage {
  readonly versions = new Map<string, VersionManifest>()
  readonly #bytes = new Map<string, Buffer>()

  add(manifest: VersionManifest, bytes: Buffer): void {
    this.versions.set(manifest.version, { ...manifest, dist: { integrity: integrityOf(bytes) } })
    this.#bytes.set(manifest.version, bytes)
  }

  async tarball(version: string): Promise<Buffer> {
    return this.#bytes.get(version) ?? Buffer.alloc(0)
  }
}

/** The document of a package: all versions, the last one called `latest`. */
function packument(name: string, { versions }: RegistryPackage, tarballs: string): object {
  const entries = [...versions].map(([version, manifest]) => {
    const dist = { ...(manifest.dist as object | undefined), tarball: `${tarballs}${version}.tgz` }
    return [version, { ...manifest, dist }]
  })
  const latest = [...versions.keys()].at(-1)
  return { _id: name, name, 'dist-tags': { latest }, versions: Object.fromEntries(entries) }
}

/** What `npm publish` sends: the manifest of one version, and the tarball in base64. */
function parseUpload(body: string): { manifest: VersionManifest; bytes: Buffer } | undefined {
  const { versions, _attachments: attachments } = JSON.parse(body) as {
    versions?: Record<string, VersionManifest & { dist?: { integrity?: string } }>
    _attachments?: Record<string, { data?: string }>
  }
  const manifest = Object.values(versions ?? {})[0]
  const attached = Object.entries(attachments ?? {}).find(([file]) => file.endsWith('.tgz'))?.[1]
  if (manifest === undefined || attached?.data === undefined) return undefined
  const bytes = Buffer.from(attached.data, 'base64')
  if (manifest.dist?.integrity !== undefined && manifest.dist.integrity !== integrityOf(bytes))
    return undefined
  return { manifest, bytes }
}

export function integrityOf(bytes: Buffer): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`
}

function refusal(status: number, error: string): Answer {
  return { status, body: { error } }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function send(response: ServerResponse, status: number, body: object): void {
  const isBytes = body instanceof Buffer
  response
    .writeHead(status, { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' })
    .end(isBytes ? body : JSON.stringify(body))
}
