import { isArray, own } from '../document/plain.ts'
import { reservedTypeNames } from '../schema/type-names.ts'
import { NamePool } from './name-pool.ts'
import type { SpecReader } from './spec-reader.ts'
import { text } from './spec-reader.ts'
import type { OperationModel, ResourceModel } from './types.ts'
import { fileName, typeName } from './words.ts'

/** File names that Windows keeps for devices. */
const deviceNames = /^(?:con|prn|aux|nul|com\d|lpt\d)$/

/**
 * Groups operations by resource, sorted by name.
 *
 * @param tags tag of each operation, by its pointer
 * @param types names of `src/types.ts`, which resource classes must not have
 */
export function groupResources(
  operations: readonly OperationModel[],
  tags: ReadonlyMap<string, string>,
  types: readonly string[],
  reader: SpecReader,
): ResourceModel[] {
  const byName = new Map<string, OperationModel[]>()
  for (const operation of operations) {
    const known = byName.get(operation.resource)
    if (known === undefined) byName.set(operation.resource, [operation])
    else known.push(operation)
  }
  const taken = new Set([...types, ...reservedTypeNames])
  const classNames = new NamePool(taken)
  const fileNames = new NamePool()
  return [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, members]) => {
      const wanted = typeName(name)
      const file = fileName(name) || 'resource'
      const tag = members.map(({ pointer }) => tags.get(pointer)).find((each) => each !== undefined)
      const description = tag === undefined ? undefined : tagDescription(reader, tag)
      return {
        name,
        className: classNames.claim(taken.has(wanted) ? `${wanted}Resource` : wanted),
        fileName: fileNames.claim(deviceNames.test(file) ? `${file}-resource` : file),
        ...(description !== undefined && { description }),
        operations: members,
      }
    })
}

function tagDescription(reader: SpecReader, name: string): string | undefined {
  const tags = own(reader.document.json, 'tags')
  if (!isArray(tags)) return undefined
  const tag = tags.find((each) => own(each, 'name') === name)
  return tag === undefined ? undefined : text(reader.located(tag, '/tags').value, 'description')
}
