export { API_PREFIX, DEFAULT_PORT } from './api/app.ts'
export {
  type Component,
  type ComponentContext,
  ComponentError,
  defineComponent,
  type SubRun,
} from './engine/components/component.ts'
export type { ComponentModule, ComponentToolkit } from './load-components.ts'
export { createStepflowServer, type StepflowServer, type StepflowServerOptions } from './server.ts'
export { MIGRATIONS_FOLDER } from './store/database-store.ts'
