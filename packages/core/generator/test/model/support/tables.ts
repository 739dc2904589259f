import { stripTypeScriptTypes } from 'node:module'
import type { Names } from '@driftless/runtime'
import type { ApiModel } from '../../../src/model/types.ts'

// What is imported from a data URL has nothing to be found from.
const runtime = new URL('../../../../runtime/src/index.ts', import.meta.url).href

/** Runs `src/names.ts` and returns its constants. */
export async function nameTables(model: ApiModel): Promise<Record<string, Names>> {
  const javaScript = stripTypeScriptTypes(model.names.text).replace("'@driftless/runtime'", `'${runtime}'`)
  return import(`data:text/javascript,${encodeURIComponent(javaScript)}`) as Promise<Record<string, Names>>
}
