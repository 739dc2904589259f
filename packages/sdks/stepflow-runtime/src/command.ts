import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StepflowRuntimeError } from './errors.ts'
import type { CheckedOptions } from './options.ts'

/** Where the path of a server binary may stand: ours first, then the one that Stepflow's own launchers read. */
const VARIABLES = ['STEPFLOW_SERVER_BINARY', 'STEPFLOW_DEV_BINARY']
const PROGRAM = 'stepflow-server'
/** Read by Stepflow servers themselves; a server that does not know it is not disturbed by it, as by a flag. */
const CONFIG_VARIABLE = 'STEPFLOW_CONFIG'
const DEFAULT_CONFIG = fileURLToPath(new URL('../config/builtin.yml', import.meta.url))

/** A server program, ready to be given a port. */
export interface Command {
  /** Absolute path. */
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/**
 * Finds the server's program and puts its command line and environment together.
 *
 * @throws StepflowRuntimeError where no program is known, or a file or folder that was named does not exist
 */
export function resolveCommand(options: CheckedOptions): Command {
  const cwd = resolve(options.cwd ?? '.')
  if (!isFolder(cwd)) throw new StepflowRuntimeError(`The option cwd names ${cwd}, which is no folder`)
  const env = environment(options)
  const [file, ...args] = program(options, cwd, env.PATH ?? process.env.PATH)
  if (options.config !== undefined) {
    const config = resolve(cwd, options.config)
    if (!isFile(config)) throw new StepflowRuntimeError(`The option config names ${config}, which is no file`)
    args.push('--config', config)
  }
  return { file, args, cwd, env }
}

function program(options: CheckedOptions, cwd: string, path: string | undefined): [string, ...string[]] {
  const { command } = options
  if (command === undefined) return [discover(path)]
  const [name = '', ...args] = typeof command === 'string' ? [command] : command
  if (!/[\\/]/.test(name)) {
    const found = findOnPath(name, path)
    if (found !== undefined) return [found, ...args]
    const hint = /\s/.test(name) ? '; give a program and its arguments as a list' : ''
    throw new StepflowRuntimeError(`The option command names ${name}, which is not on the PATH${hint}`)
  }
  const file = resolve(cwd, name)
  if (!isProgram(file))
    throw new StepflowRuntimeError(`The option command names ${file}, which is no program`)
  return [file, ...args]
}

function discover(path: string | undefined): string {
  for (const variable of VARIABLES) {
    const file = process.env[variable]
    if (file === undefined || file === '') continue
    if (isProgram(resolve(file))) return resolve(file)
    throw new StepflowRuntimeError(`${variable} names ${resolve(file)}, which is no program`)
  }
  const found = findOnPath(PROGRAM, path)
  if (found !== undefined) return found
  throw new StepflowRuntimeError(
    `No Stepflow server is known. Give the option command, or the path of a ${PROGRAM} binary in ${VARIABLES[0]}, ` +
      `or put ${PROGRAM} on the PATH. Binaries are part of the releases of Stepflow`,
  )
}

function findOnPath(name: string, path: string | undefined): string | undefined {
  const names = process.platform === 'win32' ? [`${name}.exe`, name] : [name]
  const folders = (path ?? '').split(delimiter).filter(isAbsolute)
  return folders.flatMap((folder) => names.map((file) => join(folder, file))).find(isProgram)
}

function environment({ env = {}, inheritEnv, config }: CheckedOptions): Record<string, string> {
  const all: Record<string, string> = {}
  for (const [name, value] of Object.entries({ ...(inheritEnv ? process.env : {}), ...env })) {
    if (value !== undefined) all[name] = value
  }
  if (config === undefined) all[CONFIG_VARIABLE] ??= DEFAULT_CONFIG
  return all
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return isFile(file)
  } catch {
    return false
  }
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
}
