import type { JsonObject } from '../../../src/document/types.ts'
import type { Pipeline } from '../../../src/project/pipeline.ts'

export interface FakePipeline extends Pipeline {
  /** How often a package was generated. */
  readonly calls: { generated: number }
}

/**
 * Stands in for the real steps: as strict about JSON, as deterministic, and a thousand times as fast.
 *
 * @param mark a line in every generated file; another one stands for a changed generator
 */
export function fakePipeline(mark: string = 'export const mark = 1'): FakePipeline {
  const calls = { generated: 0 }
  return {
    calls,
    async buildDocument(source, overlay) {
      const json: JsonObject = JSON.parse(source.text)
      const document = { file: source.file, json: overlay ? { ...json, 'x-overlay': overlay.text } : json }
      return { document, notices: [] }
    },
    async prepareSpec(source) {
      const json: { info: { version: string } } = JSON.parse(source.text)
      const notices = [{ pointer: '/info', message: 'has no licence' }]
      return { text: `${JSON.stringify(json, null, 2)}\n`, version: json.info.version, notices }
    },
    async generatePackage(document, config, guide) {
      calls.generated += 1
      const header = `// made from ${document.file}\n${mark}\n`
      const paths = Object.keys((document.json.paths ?? {}) as JsonObject)
      const spec = `${JSON.stringify(document.json, null, 2)}\n`
      const resources = paths.map((path): [string, string] => [
        `src/resources${path}.ts`,
        `${header}export const path = '${path}'\n`,
      ])
      const files = new Map([
        ['src/index.ts', `${header}export const client = '${config.client}'\n`],
        ['src/operations.ts', `${header}${paths.map((path) => `// ${path}`).join('\n')}\n`],
        ['src/types.ts', header],
        ...resources,
        ['README.md', `# ${config.package}\n${guide ?? ''}`],
        ['spec.json', spec],
        ['operations.json', `${JSON.stringify(paths)}\n`],
      ])
      return { files, notices: [], operations: paths.length }
    },
  }
}
