import { SpecError } from './errors.ts'
import { own } from './plain.ts'
import type { Json, JsonObject } from './types.ts'

export type SpecVersion = '2.0' | '3.0' | '3.1'

/**
 * Tells which OpenAPI version a document declares.
 *
 * @throws SpecError where it declares none, or one that is not read.
 */
export function specVersion(json: JsonObject, file: string): SpecVersion {
  const swagger = own(json, 'swagger')
  const openapi = own(json, 'openapi')
  if (openapi === undefined && swagger === undefined) {
    const message =
      'neither "openapi" nor "swagger" names a version, so this is not an OpenAPI document; give the right file.'
    throw new SpecError(file, { message })
  }
  const key = openapi === undefined ? 'swagger' : 'openapi'
  const declared = versionText(openapi ?? swagger)
  if (key === 'swagger' && declared === '2.0') return '2.0'
  if (key === 'openapi' && /^3\.0(?:\.\d+)?(?:-.*)?$/.test(declared)) return '3.0'
  if (key === 'openapi' && /^3\.1(?:\.\d+)?(?:-.*)?$/.test(declared)) return '3.1'
  const message = `version ${JSON.stringify(declared)} is not supported; use OpenAPI 3.0, OpenAPI 3.1 or Swagger 2.0.`
  throw new SpecError(file, { pointer: `/${key}`, message })
}

/** YAML without quotes makes a number of a version: `swagger: 2.0` is 2, `openapi: 3.0` is 3. */
export function versionText(declared: Json | undefined): string {
  return typeof declared === 'number' ? declared.toFixed(1) : String(declared)
}
