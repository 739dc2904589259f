export {
  type BuiltFlow,
  coalesce,
  type Expression,
  type FlowPath,
  input,
  literal,
  variable,
  when,
} from './builder/expressions.ts'
export { FlowBuilder, flow } from './builder/flow-builder.ts'
export * from './errors.ts'
