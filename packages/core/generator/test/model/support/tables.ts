import { stripTypeScriptTypes } from 'node:module'
import type { Names } from '@driftless/runtime'
import type { ApiModel } from '../../../src/model/types.ts'

/** Runs `src/names.ts` and returns its constants. */
export async function nameTables(model: ApiModel): Promise<Record<string, Names>> {
  const javaScript = stripTypeScriptTypes(model.names.text)
  return import(`data:text/javascript,${encodeURIComponent(javaScript)}`) as Promise<Record<string, Names>>
}
