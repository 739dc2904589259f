import { valueAt } from './references.ts'
import { schemaTree } from './schema-tree.ts'
import { canonicalText, isList, type Json, Reference, sha256, type Tree, Unordered } from './tree.ts'

/** A schema that is referred to. */
interface Definition {
  readonly pointer: string
  readonly tree: Tree
  readonly uses: readonly string[]
}

/**
 * Writes every schema that some trees refer to, directly or through others.
 *
 * A schema that leads back to itself cannot be written out. All that lead to each other are digested together, with
 * their names where they use one another; each is then its name and that digest.
 *
 * @returns texts by JSON pointer
 */
export async function definitionTexts(
  document: Json,
  roots: readonly Tree[],
): Promise<ReadonlyMap<string, string>> {
  const definitions = collect(document, roots)
  const texts = new Map<string, string>()
  for (const group of groups(definitions)) {
    const [first] = group
    if (group.length === 1 && first !== undefined && !first.uses.includes(first.pointer)) {
      texts.set(first.pointer, await canonicalText(first.tree, ({ pointer }) => textIn(texts, pointer)))
      continue
    }
    const members = new Set(group.map(({ pointer }) => pointer))
    const named = ({ pointer }: Reference) =>
      members.has(pointer) ? JSON.stringify(`again:${pointer}`) : textIn(texts, pointer)
    const written: string[] = []
    for (const { pointer, tree } of group) {
      written.push(`${JSON.stringify(pointer)}:${await canonicalText(tree, named)}`)
    }
    const all = await sha256(written.sort().join())
    for (const { pointer } of group)
      texts.set(pointer, JSON.stringify(`sha256:${await sha256(pointer + all)}`))
  }
  return texts
}

/** @throws Error where a text is asked for before it is written */
export function textIn(texts: ReadonlyMap<string, string>, pointer: string): string {
  const text = texts.get(pointer)
  if (text === undefined) throw new Error(`${pointer} is not written yet`)
  return text
}

function collect(document: Json, roots: readonly Tree[]): Map<string, Definition> {
  const definitions = new Map<string, Definition>()
  const open = roots.flatMap(usesOf)
  for (let pointer = open.pop(); pointer !== undefined; pointer = open.pop()) {
    if (definitions.has(pointer)) continue
    const tree = schemaTree(document, valueAt(document, pointer) ?? null)
    const uses = usesOf(tree)
    definitions.set(pointer, { pointer, tree, uses })
    open.push(...uses)
  }
  return definitions
}

function usesOf(tree: Tree): string[] {
  const found = new Set<string>()
  const visit = (part: Tree | undefined): void => {
    if (part instanceof Reference) found.add(part.pointer)
    else if (part instanceof Unordered) part.items.forEach(visit)
    else if (isList(part)) part.forEach(visit)
    else if (typeof part === 'object' && part !== null) Object.values(part).forEach(visit)
  }
  visit(tree)
  return [...found]
}

/**
 * Definitions that lead to each other, in groups; each group stands behind those that it uses (Tarjan's strongly
 * connected components).
 */
function groups(definitions: ReadonlyMap<string, Definition>): Definition[][] {
  const found: Definition[][] = []
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: Definition[] = []
  const open = new Set<string>()
  const visit = (definition: Definition): number => {
    const { pointer, uses } = definition
    const index = order.size
    order.set(pointer, index)
    stack.push(definition)
    open.add(pointer)
    let low = index
    for (const used of uses) {
      const target = definitions.get(used)
      if (target === undefined) continue
      if (!order.has(used)) low = Math.min(low, visit(target))
      else if (open.has(used)) low = Math.min(low, order.get(used) ?? low)
    }
    lowest.set(pointer, low)
    if (low === index) {
      const group = stack.splice(stack.indexOf(definition))
      for (const member of group) open.delete(member.pointer)
      found.push(group)
    }
    return low
  }
  for (const definition of definitions.values()) if (!order.has(definition.pointer)) visit(definition)
  return found
}
