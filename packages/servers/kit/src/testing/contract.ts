import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'

type Json = Record<string, unknown>

/** One answer, as it came over the wire. */
export interface ObservedResponse {
  readonly method: string
  /** Path with the API's prefix, without the query. */
  readonly pathname: string
  readonly status: number
  readonly contentType: string | null
  readonly text: string
}

/** Checks answers against an OpenAPI 3.1 document. */
export interface Contract {
  /** @throws Error that says what the document does not declare or how the body differs. */
  check(response: ObservedResponse): void
  /** @throws Error if `value` is no instance of the named component. */
  checkComponent(name: string, value: unknown): void
}

const DOCUMENT_ID = 'https://driftless.invalid/openapi.json'
/** Statuses that no operation declares, because no operation was reached. */
const OUTSIDE_OPERATIONS = new Set([404, 405])

/** Makes the checker of a document; `prefix` is the path below which its operations answer. */
export function createContract(document: Json, prefix: string, errorComponent: string): Contract {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  // The package is CommonJS: its default export is the function or holds it.
  const addFormats = (addFormatsModule as unknown as { default?: typeof addFormatsModule.default }).default
  ;(addFormats ?? (addFormatsModule as unknown as NonNullable<typeof addFormats>))(ajv)
  ajv.addSchema({ ...document, $id: DOCUMENT_ID })
  const compiled = new Map<string, ValidateFunction>()

  const validate = (pointer: string, value: unknown, what: string) => {
    let check = compiled.get(pointer)
    if (check === undefined) {
      check = ajv.compile({ $ref: `${DOCUMENT_ID}#${pointer}` })
      compiled.set(pointer, check)
    }
    if (!check(value)) throw new Error(`${what} does not fit ${pointer}: ${ajv.errorsText(check.errors)}`)
  }
  return {
    check: (response) => {
      const what = `${response.method} ${response.pathname} → ${response.status}`
      const place = findResponse(document, prefix, response)
      if (place === undefined) {
        if (!OUTSIDE_OPERATIONS.has(response.status)) throw new Error(`${what} is not declared`)
        validate(`/components/schemas/${errorComponent}`, JSON.parse(response.text), what)
        return
      }
      const media = Object.keys((place.response.content as Json | undefined) ?? {})
      if (media.length === 0) {
        if (response.text !== '') throw new Error(`${what} has a body, but none is declared`)
        return
      }
      const type = response.contentType?.split(';')[0] ?? ''
      if (!media.includes(type))
        throw new Error(`${what} has content type ${type}, declared: ${media.join()}`)
      const pointer = `${place.pointer}/content/${escapePointer(type)}/schema`
      for (const value of valuesIn(type, response.text)) validate(pointer, value, what)
    },
    checkComponent: (name, value) => validate(`/components/schemas/${name}`, value, 'The value'),
  }
}

/** What a schema of a media type is about: one JSON value, the data of each event, or nothing in bytes. */
function valuesIn(type: string, text: string): unknown[] {
  if (type === 'text/event-stream') {
    return text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6))] : []))
  }
  return type === 'application/json' ? [JSON.parse(text)] : []
}

function findResponse(document: Json, prefix: string, { method, pathname, status }: ObservedResponse) {
  const paths = document.paths as Record<string, Record<string, Json>>
  const template = Object.keys(paths).find(
    (path) =>
      new RegExp(`^${prefix}${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(pathname) &&
      paths[path]?.[method.toLowerCase()] !== undefined,
  )
  if (template === undefined) return undefined
  const operation = paths[template]?.[method.toLowerCase()] as Json
  const response = (operation.responses as Record<string, Json>)[String(status)]
  if (response === undefined) throw new Error(`${method} ${template} does not declare ${status}`)
  const pointer = `/paths/${escapePointer(template)}/${method.toLowerCase()}/responses/${status}`
  return { response, pointer }
}

function escapePointer(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))
}
