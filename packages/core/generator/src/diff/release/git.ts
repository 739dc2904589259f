import { spawn } from 'node:child_process'
import { ProjectError } from '../../project/errors.ts'

/**
 * Reads files as they were at a commit.
 *
 * @param root folder in a git repository
 * @param ref anything that names a commit: a tag, a branch, a hash
 * @param folders folders or files below `root`, with `/`
 * @returns text by path below `root`
 * @throws ProjectError where there is no git, no repository or no such commit
 */
export async function filesAt(
  root: string,
  ref: string,
  folders: readonly string[],
): Promise<Map<string, string>> {
  const commit = await resolveCommit(root, ref)
  const listed = await git(root, ['ls-tree', '-r', '-z', commit, '--', ...folders])
  const entries = listed
    .toString()
    .split('\0')
    .flatMap((line) => {
      const [, type, object = '', path = ''] = /^\d+ (\w+) (\w+)\t(.*)$/s.exec(line) ?? []
      return type === 'blob' ? [{ object, path }] : []
    })
  const contents = await git(
    root,
    ['cat-file', '--batch'],
    entries.map(({ object }) => `${object}\n`).join(''),
  )
  return new Map(readBatch(contents).map((text, index) => [entries[index]?.path ?? '', text]))
}

/** Hash of the commit that a name stands for. @throws ProjectError where there is none */
async function resolveCommit(root: string, ref: string): Promise<string> {
  try {
    const name = `${ref}^{commit}`
    return (await git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', name])).toString().trim()
  } catch (error) {
    if (error instanceof ProjectError) throw error
    throw new ProjectError(
      `git knows no commit ${JSON.stringify(ref)}; name a tag, a branch or a hash, and fetch it first where the clone is shallow.`,
    )
  }
}

/** Splits what `git cat-file --batch` prints: a line that ends with the size, the bytes, a newline. */
function readBatch(output: Buffer): string[] {
  const texts: string[] = []
  for (let at = 0; at < output.length; ) {
    const lineEnd = output.indexOf(10, at)
    const size = Number(output.toString('latin1', at, lineEnd).split(' ').at(-1))
    texts.push(output.toString('utf8', lineEnd + 1, lineEnd + 1 + size))
    at = lineEnd + size + 2
  }
  return texts
}

function git(cwd: string, args: readonly string[], input = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd, stdio: 'pipe' })
    const output: Buffer[] = []
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString()
    })
    child.once('error', (cause) => reject(new ProjectError(`git cannot be started: ${cause.message}`)))
    child.once('close', (code) => {
      if (code === 0) return resolve(Buffer.concat(output))
      if (errors.includes('not a git repository'))
        return reject(new ProjectError(`${cwd} is in no git repository.`))
      reject(new Error(`git ${args.join(' ')} failed (${code}): ${errors.trim()}`))
    })
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}
