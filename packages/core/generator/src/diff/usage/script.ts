import type ts from 'typescript'
import type { Compiler } from '../program.ts'
import { exportedName } from '../surface/type-parts.ts'
import { readingOf } from './readings.ts'
import { valueText } from './values.ts'

/** A program in the making. Named types are given and read in functions of their own, once each. */
export interface Script extends Compiler {
  /** Name under which the package exports a type. */
  nameOf(type: ts.Type): string | undefined
  /** Name of the function that makes a value of a named type. */
  maker(name: string, type: ts.Type): string
  /** Name of the function that reads a value of a named type. */
  reader(name: string, type: ts.Type): string
  /** The functions that were asked for, and a mention of every other type. */
  finish(exported: ReadonlyMap<string, ts.Symbol>): string[]
}

export function makeScript(compiler: Compiler, folder: string): Script {
  const functions = new Map<string, { name: string; type: ts.Type; verb: 'make' | 'read' }>()
  const ask = (verb: 'make' | 'read', name: string, type: ts.Type): string => {
    functions.set(`${verb}_${name}`, { name, type, verb })
    return `${verb}_${name}`
  }
  const script: Script = {
    ...compiler,
    nameOf: (type) => exportedName(type, folder),
    maker: (name, type) => ask('make', name, type),
    reader: (name, type) => ask('read', name, type),
    finish(exported) {
      const parts: string[] = []
      // The map grows while it is walked: a type leads to others.
      for (const [title, { name, type, verb }] of functions) {
        parts.push(
          verb === 'make' ? makerText(script, title, name, type) : readerText(script, title, name, type),
        )
      }
      const told = new Set([...functions.values()].map(({ name }) => name))
      for (const [name, symbol] of exported) {
        const isType = (symbol.flags & compiler.typescript.SymbolFlags.Type) !== 0
        if (isType && !told.has(name))
          parts.push(`// type ${name}\nexport type Type_${name} = types.${name}\n`)
      }
      return parts
    },
  }
  return script
}

function makerText(script: Script, title: string, name: string, type: ts.Type): string {
  const value = valueText(script, type, { isRoot: true, indent: '  ' })
  return `// type ${name}\nexport function ${title}(): types.${name} {\n  return ${value}\n}\n`
}

function readerText(script: Script, title: string, name: string, type: ts.Type): string {
  const lines = readingOf(script, 'value', type, { isRoot: true, indent: '  ' })
  return `// type ${name}\nexport function ${title}(value: types.${name}): void {\n${lines}}\n`
}
