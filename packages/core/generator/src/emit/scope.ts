import { isIdentifier, isIdentifierPart } from './identifiers.ts'
import { compareModules, compareNames } from './order.ts'

/** Words that cannot name a binding of a strict-mode module. */
const reserved: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export ' +
    'extends false finally for function if implements import in instanceof interface let new null package ' +
    'private protected public return static super switch this throw true try typeof undefined var void while ' +
    'with yield'
  ).split(' '),
)

/** Globals that a binding should not hide. */
const globals: ReadonlySet<string> = new Set(
  (
    'constructor decodeURI decodeURIComponent encodeURI encodeURIComponent escape globalThis hasOwnProperty ' +
    'isFinite isNaN isPrototypeOf parseFloat parseInt propertyIsEnumerable toLocaleString toString unescape valueOf'
  ).split(' '),
)

/** Name under which a module declares what it exports as `name`: another one where that would hide a global. */
export function declaredName(name: string): string {
  return globals.has(name) ? `${name}_` : name
}

/**
 * The names of one generated module: hands out bindings that collide with nothing, and prints the imports.
 *
 * | call | gives |
 * |---|---|
 * | `reserve(names)` | names that the module declares or uses as they are |
 * | `type(module, name)` | the local name of an imported type |
 * | `value(module, name)` | the local name of an imported value |
 *
 * An import whose name is taken gets an alias with the prefix that was given for its module.
 */
export class Scope {
  readonly #taken = new Set<string>()
  readonly #imports = new Map<string, Map<string, { readonly local: string; isType: boolean }>>()
  readonly #prefixes: Readonly<Record<string, string>>

  constructor(prefixes: Readonly<Record<string, string>> = {}) {
    this.#prefixes = prefixes
  }

  reserve(names: Iterable<string>): void {
    for (const name of names) this.#taken.add(name)
  }

  type(module: string, name: string): string {
    return this.#import(module, name, true)
  }

  value(module: string, name: string): string {
    return this.#import(module, name, false)
  }

  /** Imports types under exactly their own names: text that mentions them is printed as it is. */
  typesAsTheyAre(module: string, names: readonly string[]): void {
    for (const name of names) {
      this.#taken.add(name)
      this.#entries(module).set(name, { local: name, isType: true })
    }
  }

  /** Prints the import statements, sorted. */
  imports(): string {
    let text = ''
    for (const [module, entries] of [...this.#imports].sort(([a], [b]) => compareModules(a, b))) {
      // As the formatter sorts them: an alias stands where its local name belongs.
      const sorted = [...entries].sort(([, a], [, b]) => compareNames(a.local, b.local))
      const onlyTypes = sorted.every(([, { isType }]) => isType)
      const names = sorted.map(([name, { local, isType }]) => {
        const specifier = local === name ? name : `${name} as ${local}`
        return isType && !onlyTypes ? `type ${specifier}` : specifier
      })
      text += `import ${onlyTypes ? 'type ' : ''}{ ${names.join(', ')} } from '${module}'\n`
    }
    return text
  }

  #import(module: string, name: string, isType: boolean): string {
    const entries = this.#entries(module)
    const known = entries.get(name)
    if (known !== undefined) {
      known.isType &&= isType
      return known.local
    }
    const local =
      this.#taken.has(name) || globals.has(name)
        ? unusedName(alias(this.#prefixes[module] ?? '', name), this.#taken)
        : name
    this.#taken.add(local)
    entries.set(name, { local, isType })
    return local
  }

  #entries(module: string) {
    const known = this.#imports.get(module)
    if (known !== undefined) return known
    const entries = new Map<string, { readonly local: string; isType: boolean }>()
    this.#imports.set(module, entries)
    return entries
  }
}

/** `runtime` and `Client` give `RuntimeClient`; `runtime` and `toWire` give `runtimeToWire`. */
function alias(prefix: string, name: string): string {
  if (prefix === '') return name
  const [first = '', ...rest] = name
  const head = first === first.toUpperCase() ? prefix.replace(/^./, (letter) => letter.toUpperCase()) : prefix
  return `${head}${first.toUpperCase()}${rest.join('')}`
}

/** `name`, or `name2`, `name3` … where it is taken or reserved; a name that is no identifier is made one. */
export function unusedName(name: string, taken: ReadonlySet<string>): string {
  const clean = isIdentifier(name)
    ? name
    : `_${name.replace(/./gsu, (character) => (isIdentifierPart(character) ? character : '_'))}`
  const base = reserved.has(clean) || globals.has(clean) ? `${clean}_` : clean
  let candidate = base
  for (let number = 2; taken.has(candidate); number++) candidate = `${base}${number}`
  return candidate
}
