/** Handlers of msw for the clients of this repository: what their generated entry `testing` is made of. */
export type { HttpHandler } from 'msw/http'
export { type FaultOptions, type FaultRecipe, faults } from '../faults.ts'
export { createHandlers } from './handlers.ts'
export { respondWith } from './respond-with.ts'
export type {
  AnswerEntry,
  Answers,
  ApiTable,
  BodyKind,
  OperationEntry,
  PageEntry,
  StreamEntry,
} from './table.ts'
export type {
  AllHandlers,
  Answer,
  AnsweredRequest,
  Given,
  HandlerOptions,
  HandlersOptions,
  OperationHandler,
  PagesHandler,
  Resolver,
  StatusAnswer,
  StreamHandler,
} from './types.ts'
