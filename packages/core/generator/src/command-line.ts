// What `pnpm gen` is made of; loads nothing that a quick check does not need.

export {
  type AddFlags,
  addCommand,
  type Questions,
  type WorkspaceSteps,
} from './cli/add.ts'
export { type CheckFlags, checkCommand } from './cli/check-command.ts'
export {
  type GenerateFlags,
  generateCommand,
  statusCommand,
  type UpdateSpecFlags,
  updateSpecCommand,
} from './cli/commands.ts'
export type { CommandContext } from './cli/context.ts'
export type { DiffFlags } from './cli/diff-command.ts'
export { changesetCommand, diffCommand, versionPackagesCommand } from './cli/release-commands.ts'
export { type RemoveFlags, removeCommand } from './cli/remove.ts'
export { exitCodes, type Report, runProgram } from './cli/run-program.ts'
export { ProjectError } from './project/errors.ts'
export { findWorkshop, packagePath, type Workshop } from './project/workshop.ts'
