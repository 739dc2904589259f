import { execFile } from 'node:child_process'
import { basename } from 'node:path'
import {
  type CommandContext,
  changesetCommand,
  ProjectError,
  packagePath,
  type Workshop,
  type WorkspaceSteps,
} from '@driftless/generator/command-line'
import { pnpmVersion } from '../pnpm-version.ts'

/** Installs, compiles and tests packages of the workspace, by the pnpm that runs us. */
export function workspaceSteps(workshop: Workshop, context: CommandContext): WorkspaceSteps {
  const pnpm = (args: readonly string[], problem: string) =>
    runPnpm(workshop.root, args, problem, context.signal)
  return {
    // In CI, where lockfiles are frozen, a new package is still new.
    install: () =>
      pnpm(['install', '--no-frozen-lockfile', '--prefer-offline'], 'The workspace cannot be installed'),
    build: (name) => pnpm(['--filter', `${name}...`, 'run', 'build'], `${name} does not compile`),
    test: (name) =>
      pnpm(
        ['exec', 'vitest', 'run', '--passWithNoTests', `${packagePath(name)}/`],
        `The tests of ${name} fail`,
      ),
    changeset: async (api) => {
      await changesetCommand(workshop, [api], { ...context, print: () => {} })
    },
  }
}

function runPnpm(root: string, args: readonly string[], problem: string, signal: AbortSignal): Promise<void> {
  const [command, first] = pnpmCommand()
  const options = { cwd: root, signal, maxBuffer: 1 << 26 }
  return new Promise((resolve, reject) => {
    execFile(command, [...first, ...args], options, (error, stdout, stderr) => {
      if (!error) resolve()
      else if (signal.aborted) reject(error)
      else reject(new ProjectError(`${problem}: \`pnpm ${args.join(' ')}\` says\n${stdout}${stderr}`.trim()))
    })
  })
}

function pnpmCommand(): [command: string, args: string[]] {
  const running = process.env.npm_execpath
  return running !== undefined && /^pnpm(\.exe)?$/.test(basename(running))
    ? [running, []]
    : ['npx', ['--yes', pnpmVersion]]
}
