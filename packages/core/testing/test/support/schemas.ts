/** Schemas of the answers of clients and of golden specs, and a validator that is not ours. */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { buildDocument } from '../../../generator/src/document/build.ts'
import { answersOf } from '../../../generator/src/emit/answers.ts'
import { neededComponents, responseSchemas, schemaUse } from '../../../generator/src/emit/response-schemas.ts'
import { buildModel } from '../../../generator/src/model/build.ts'
import { SpecReader } from '../../../generator/src/model/spec-reader.ts'
import type { Definitions, Schema } from '../../src/msw/data/schema.ts'

const root = join(import.meta.dirname, '../../../../..')
const folders = ['packages/core/generator/test/specs', 'packages/core/generator/test/golden/specs']

/** One declared answer of one operation. */
export interface Declared {
  readonly title: string
  readonly schema: Schema
  readonly definitions: Definitions
}

/** Documents by the path below the repository: of the clients, and the golden ones. */
export async function documents(): Promise<string[]> {
  const golden = await Promise.all(
    folders.map(async (folder) => (await readdir(join(root, folder))).map((file) => `${folder}/${file}`)),
  )
  return ['schemas/stepflow/openapi.json', 'schemas/openspawn/openapi.json', ...golden.flat()]
}

async function modelOf(path: string) {
  const { document } = buildDocument({ text: await readFile(join(root, path), 'utf8'), file: path })
  return { document, model: await buildModel(document, { name: 'api', package: 'api', client: 'Api' }) }
}

/** Every answer with JSON that a document declares, errors included. */
export async function declaredAnswers(path: string): Promise<Declared[]> {
  const { document, model } = await modelOf(path)
  const reader = new SpecReader(document)
  const use = schemaUse(document, true)
  return model.resources.flatMap(({ operations }) =>
    operations.flatMap((operation) => {
      const { successes, errors } = answersOf(operation, reader, use)
      const all = [...Object.entries(successes), ...Object.entries(errors)]
      return all.flatMap(([status, answer]) => {
        const { schema } = (answer ?? {}) as { schema?: Schema }
        if (schema === undefined) return []
        const definitions = neededComponents([answer], use) as Definitions
        return [{ title: `${basename(path)} ${operation.name} ${status}`, schema, definitions }]
      })
    }),
  )
}

/** The schemas with which a client of a document validates answers. */
export async function validationSchemas(path: string): Promise<ReturnType<typeof responseSchemas>> {
  const { document, model } = await modelOf(path)
  return responseSchemas(model, document)
}

/** A validator that looks at everything, formats included. */
export function validatorOf({ schema, definitions }: Omit<Declared, 'title'>): ValidateFunction {
  const ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    multipleOfPrecision: 6,
    ownProperties: true,
  })
  addFormats.default(ajv)
  return ajv.compile({ $defs: definitions, allOf: [schema] })
}
