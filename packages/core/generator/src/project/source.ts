import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { isMissing, messageOf, ProjectError } from './errors.ts'
import { fetchSpec } from './fetch-spec.ts'
import type { SourceText } from './pipeline.ts'
import { isUrl, specRequest } from './spec-url.ts'

/** Larger files are not even read. */
const maxFileBytes = 256 * 1024 * 1024

/**
 * Reads the file of a document.
 *
 * @param path as it is opened
 * @param shown as the person wrote it
 * @throws ProjectError
 */
export function readSource(path: string, shown: string): SourceText {
  try {
    const status = statSync(path)
    if (status.isDirectory())
      throw new ProjectError(`${shown} is a folder; name the file of an OpenAPI document.`)
    if (status.size > maxFileBytes) {
      throw new ProjectError(`${shown} has ${status.size} bytes; at most ${maxFileBytes} are read.`)
    }
    return { text: readFileSync(path, 'utf8'), file: shown }
  } catch (error) {
    if (isMissing(error)) throw new ProjectError(`${shown} does not exist.`)
    if (error instanceof ProjectError) throw error
    throw new ProjectError(`${shown} cannot be read: ${messageOf(error)}`)
  }
}

/**
 * Reads a document from a file or, where the text is an http(s) URL, from there.
 *
 * @param headers sent with a request; `${NAME}` stands for a variable of the environment
 * @throws ProjectError
 */
export function readFileOrUrl(
  path: string,
  shown: string,
  signal?: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<SourceText> {
  if (isUrl(shown)) {
    const specPath = URL.canParse(shown) ? new URL(shown).pathname : '/'
    return fetchSpec(specRequest(shown, { specPath, headers }), signal)
  }
  return Promise.resolve().then(() => readSource(path, shown))
}

/** The name that a generated header shows: a URL as it is, of a path only its last part. */
export function headerName(source: Pick<SourceText, 'file'>): string {
  return isUrl(source.file) ? source.file : basename(source.file.replaceAll('\\', '/'))
}
