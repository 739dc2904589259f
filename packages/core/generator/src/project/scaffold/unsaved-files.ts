import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { messageOf, ProjectError } from '../errors.ts'
import { ownedFiles } from '../present.ts'
import { packagePath, type Workshop } from '../workshop.ts'

const run = promisify(execFile)

/**
 * Files below some folders that people wrote and git does not have as they are: they would be lost. Generated files
 * are not among them, nor are those that `add` wrote and that nobody has touched.
 *
 * @param folders from the root, with `/`
 * @throws ProjectError where the folder is no git repository: then nothing is known
 */
export async function unsavedFiles(
  workshop: Workshop,
  packageName: string,
  folders: readonly string[],
): Promise<string[]> {
  const args = ['status', '--porcelain', '-z', '--untracked-files=all', '--no-renames', '--', ...folders]
  const { stdout } = await run('git', args, { cwd: workshop.root, maxBuffer: 1 << 26 }).catch((error) => {
    throw new ProjectError(
      `git cannot say what is committed (${messageOf(error).split('\n')[0]}); --force deletes all the same.`,
    )
  })
  const paths = stdout.split('\0').filter(Boolean)
  return paths.map((line) => line.slice(3)).filter((path) => !isGenerated(path, packageName))
}

function isGenerated(path: string, packageName: string): boolean {
  const inPackage = `${packagePath(packageName)}/`
  if (path.startsWith(`${inPackage}src/`)) return true
  if (ownedFiles.some((name) => path === inPackage + name)) return true
  return /^schemas\/[^/]+\/(openapi\.json|lock\.json|released\/.*)$|^\.changeset\/spec-/.test(path)
}
