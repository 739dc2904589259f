import { readArguments, usageOf } from './arguments.ts'
import { type ClientManifest, compareOffer } from './compare.ts'
import { offerOf } from './digests.ts'
import { documentPlaces } from './document-urls.ts'
import { DriftError } from './drift-error.ts'
import { fetchDocument } from './fetch-document.ts'
import { driftText } from './report.ts'

/** What the command line of a client needs from the process it runs in. */
export interface DriftCommand {
  /** Name of the client package. */
  readonly package: string
  /** Content of its `operations.json`. */
  readonly manifest: ClientManifest
  /** Words behind the program's name. */
  readonly argv: readonly string[]
  /** Writes to stdout: what was asked for. */
  readonly print: (text: string) => void
  /** Writes to stderr: remarks. */
  readonly remark: (text: string) => void
}

const maxBytes = 64 * 1024 * 1024

/**
 * Runs `npx <package> check --server URL`: fetches the server's document, and says whether it still offers what the
 * client was made from.
 *
 * @returns the exit code: 0 in step, 1 differs or cannot be told, 2 wrong usage
 */
export async function driftCommand(command: DriftCommand): Promise<number> {
  const { package: name, manifest, argv, print, remark } = command
  try {
    const asked = readArguments(argv)
    if (asked.command === 'help') {
      print(usageOf(name))
      return 0
    }
    const { urls, authorization } = documentPlaces(asked.server, manifest.specPath, manifest.basePaths)
    const headers = { ...(authorization !== undefined && { authorization }), ...asked.headers }
    const { url, json } = await fetchDocument(urls, { headers, timeoutMs: asked.timeoutMs, maxBytes })
    const report = compareOffer(manifest, await offerOf(json))
    if (asked.json) print(JSON.stringify({ package: name, server: url, ...report }, null, 2))
    else print(driftText(report, { name, url }))
    return report.inStep ? 0 : 1
  } catch (error) {
    const message = messageOf(error)
    remark(`error: ${message}`)
    const isUsage = error instanceof DriftError && error.kind === 'usage'
    if (isUsage) remark(usageOf(name))
    if (argv.includes('--json')) print(JSON.stringify({ package: name, error: message }, null, 2))
    return isUsage ? 2 : 1
  }
}

function messageOf(error: unknown): string {
  if (error instanceof DriftError) return error.message
  if (error instanceof RangeError) return "The server's document is nested too deep to be compared."
  throw error
}
