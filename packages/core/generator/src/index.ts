export {
  type CheckFlags,
  checkCommand,
  type GenerateFlags,
  generateCommand,
  statusCommand,
  type UpdateSpecFlags,
  updateSpecCommand,
} from './cli/commands.ts'
export type { CommandContext } from './cli/context.ts'
export { exitCodes, runProgram } from './cli/runProgram.ts'
export type { ApiConfig, MethodConfig, ServerConfig } from './config.ts'
export { SpecError } from './document/errors.ts'
export type { JsonObject, LoadedDocument, SpecDocument } from './document/types.ts'
export type { Notice } from './model/types.ts'
export { type ApiCheck, type CheckReport, checkProject } from './project/checkProject.ts'
export type { FileDrift } from './project/compare.ts'
export { defaultPipeline } from './project/defaultPipeline.ts'
export { ProjectError, UsageError } from './project/errors.ts'
export { type GenerateResult, generateProject } from './project/generateProject.ts'
export type { GeneratedPackage, Pipeline, SourceText, StorableSpec } from './project/pipeline.ts'
export { findWorkshop, listApis, type Workshop, workshopAt } from './project/workshop.ts'
