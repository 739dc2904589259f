/**
 * The one place that touches hey-api: a document of nothing but named component schemas goes in, the text of
 * their type declarations comes out. Everything else that hey-api offers stays unused.
 */
import { createClient, definePluginConfig } from '@hey-api/openapi-ts'

/** A document of nothing but component schemas, all named as they shall be printed. */
export interface SchemaDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, never>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

interface RenderedFile {
  readonly path: string
  readonly content: string
}

/** An absolute path that is never written: the run is dry and nothing is cleaned. */
const neverWritten = '/driftless-in-memory'

/**
 * Returns TypeScript declarations for every component schema, in the document's order.
 *
 * @throws Error when hey-api prints a warning: what it warns about would be missing or wrong in the types.
 */
export async function renderSchemaTypes(document: SchemaDocument): Promise<string> {
  const files: RenderedFile[] = []
  const { result: contexts, warnings } = await withWarnings(() =>
    createClient({
      input: document as unknown as Record<string, unknown>,
      dryRun: true,
      interactive: false,
      logs: { level: 'silent', file: false },
      parser: { transforms: { readWrite: { enabled: false } } },
      output: {
        path: neverWritten,
        clean: false,
        tsConfigPath: null,
        entryFile: false,
        module: { extension: '.js' },
        header: [],
      },
      plugins: [{ name: '@hey-api/typescript', definitions: { case: 'preserve' } }, capture(files)],
    }),
  )
  if (warnings.length > 0) throw new Error(`hey-api warns: ${warnings.join('; ')}`)
  if (contexts.length !== 1) throw new Error(`hey-api made ${contexts.length} outputs instead of one`)
  return files.map((file) => file.content).join('\n')
}

/** A plugin that keeps each file which hey-api's renderer yields. */
function capture(files: RenderedFile[]) {
  const define = definePluginConfig({
    name: 'capture',
    config: {},
    dependencies: ['@hey-api/typescript'],
    handler({ plugin }) {
      const render = plugin.gen.render.bind(plugin.gen)
      plugin.gen.render = (meta) => {
        const outputs = [...render(meta)]
        files.push(...outputs)
        return outputs
      }
    },
  })
  return define()
}

/** The end of the run before: while one catches `console.warn`, no other may. */
let before: Promise<unknown> = Promise.resolve()

/** Runs something while `console.warn` is caught: hey-api reports what it left out in no other way. */
function withWarnings<Result>(run: () => Promise<Result>): Promise<{ result: Result; warnings: string[] }> {
  const turn = before.then(async () => {
    const warnings: string[] = []
    const { warn } = console
    console.warn = (...parts: unknown[]) => {
      warnings.push(parts.map(String).join(' '))
    }
    try {
      return { result: await run(), warnings }
    } finally {
      console.warn = warn
    }
  })
  before = turn.catch(() => undefined)
  return turn
}
