import type ts from 'typescript'
import { ProjectError } from '../../project/errors.ts'
import type { Connection, Setting, SourcePosition } from '../types.ts'
import { loadTypeScript } from './typescript.ts'

/** What a client's configuration says of where its calls go. */
export const connectionParts = ['baseUrl', 'baseUrlVariable', 'pathPrefix'] as const

/** Module of a generated package that says where its calls go. */
export const connectionFile = 'create-client.ts'

/**
 * Reads where the calls of a generated client go out of its `create-client.ts`.
 *
 * @param file path for positions
 * @throws ProjectError where the module has no `defaults`
 */
export async function connectionIn(text: string, file: string): Promise<Connection> {
  const typescript = await loadTypeScript()
  const source = typescript.createSourceFile(file, text, typescript.ScriptTarget.ES2022)
  const defaults = source.statements
    .filter((statement) => typescript.isVariableStatement(statement))
    .flatMap(({ declarationList }) => declarationList.declarations)
    .find(({ name }) => typescript.isIdentifier(name) && name.text === 'defaults')?.initializer
  if (defaults === undefined || !typescript.isObjectLiteralExpression(defaults))
    throw new ProjectError(
      `${file} has no \`defaults\`, by which a client says where its calls go. Run \`pnpm gen generate\`, or compare with a commit whose client has them.`,
    )
  const position = (node: ts.Node): SourcePosition => ({
    file,
    line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
  })
  const settings = defaults.properties.flatMap((member): [string, Setting][] =>
    typescript.isPropertyAssignment(member) &&
    typescript.isIdentifier(member.name) &&
    typescript.isStringLiteralLike(member.initializer)
      ? [[member.name.text, { value: member.initializer.text, position: position(member) }]]
      : [],
  )
  return connectionOf(new Map(settings))
}

/** A connection of what is known of its parts. */
export function connectionOf(settings: ReadonlyMap<string, Setting>): Connection {
  return Object.fromEntries(
    connectionParts.flatMap((name) => {
      const setting = settings.get(name)
      return setting === undefined ? [] : [[name, setting]]
    }),
  )
}
