import { type ChildProcess, spawn } from 'node:child_process'
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
  signal.throwIfAborted()
  const [command, first] = pnpmCommand()
  // A group of its own, so that an interrupt ends all that pnpm has started, and nothing writes after that.
  const child = spawn(command, [...first, ...args], {
    cwd: root,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = () => endGroup(child)
  signal.addEventListener('abort', end)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  return new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (signal.aborted) reject(signal.reason)
      else if (code === 0) resolve()
      else reject(new ProjectError(`${problem}: \`pnpm ${args.join(' ')}\` says\n${said}`.trim()))
    })
  }).finally(() => signal.removeEventListener('abort', end))
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGTERM')
  } catch {
    // It has just ended by itself.
  }
}

function pnpmCommand(): [command: string, args: string[]] {
  const running = process.env.npm_execpath
  return running !== undefined && /^pnpm(\.exe)?$/.test(basename(running))
    ? [running, []]
    : ['npx', ['--yes', pnpmVersion]]
}
