import { sha256 } from '../../project/hash.ts'
import { loadTypeScript } from './typescript.ts'

/**
 * Hash of what of a generated package runs: its modules without types and comments. What a comment or a type says is
 * compared elsewhere, or changes nothing for users.
 *
 * @param files text by path in the package; what is not a module below `src/` is left out
 */
export async function codeHash(files: ReadonlyMap<string, string>): Promise<string> {
  const { transpileModule, ScriptTarget, ModuleKind } = await loadTypeScript()
  const compilerOptions = {
    target: ScriptTarget.ES2022,
    module: ModuleKind.ESNext,
    removeComments: true,
  }
  const modules = [...files]
    .filter(([path]) => path.startsWith('src/') && path.endsWith('.ts'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => [path, transpileModule(text, { fileName: path, compilerOptions }).outputText])
  return sha256(JSON.stringify(modules))
}
