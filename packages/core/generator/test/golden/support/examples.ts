import { declaredName } from '../../../src/emit/scope.ts'
import type { GeneratedPackage } from '../../../src/generate.ts'

/**
 * Makes a module of the examples in the documentation of a package's functions, so that the compiler sees them. What
 * an example names without declaring it gets the type of the argument.
 */
export function examplesModule({ files }: GeneratedPackage): string {
  const examples: string[] = []
  for (const [path, text] of files) {
    if (!path.startsWith('src/operations/')) continue
    const found = text.matchAll(
      /@example\n \* (?:(?:const result = )?await|for await \(const (?:event|item) of) (.+?)\((.*?)\)(?:\) console\.log\((?:event|item)\))?\n \*\/\n(?:export )?function ([^(]+)\(/g,
    )
    for (const [, called = '', list = '', name = ''] of found) {
      if (declaredName(called) !== name) throw new Error(`the example of ${name} calls ${called}`)
      const given = list.split(', ')
      const parameters = given.flatMap((each, index) =>
        /^['\d]|^undefined$/.test(each)
          ? []
          : [`${each}: Exclude<Parameters<typeof operations.${called}>[${index}], undefined>`],
      )
      const call = `operations.${called}(${given.join(', ')})`
      examples.push(
        `export const example${examples.length} = (${parameters.join(', ')}): unknown => ${call}\n`,
      )
    }
  }
  if (examples.length === 0) return 'export {}\n'
  return `import * as operations from './src/operations.js'\n\n${examples.join('')}`
}
