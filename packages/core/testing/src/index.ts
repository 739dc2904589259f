/** Hostile servers, and the scenarios that clients run against them. */
export {
  bomb,
  cut,
  drip,
  events,
  failure,
  json,
  redirect,
  reset,
  type StreamEnd,
  silence,
  stall,
  text,
} from './answers.ts'
export {
  type Exchange,
  type Fault,
  type FaultProxy,
  type ProxiedRequest,
  startFaultProxy,
} from './fault-proxy.ts'
export {
  type Answer,
  type FaultServer,
  type Received,
  startFaultServer,
  startRawServer,
} from './fault-server.ts'
export { type FaultOptions, type FaultRecipe, faults } from './faults.ts'
export { type RunOptions, runScenario, type Scenario, type Scene, type Verdict } from './scenario.ts'
export { scenarios } from './scenarios.ts'
export { seededFaults, seededNumber } from './seeded-faults.ts'
export type {
  EventDialect,
  Feature,
  PageDialect,
  RequestSettings,
  Session,
  Settings,
  Signing,
  Subject,
  SubjectEvent,
} from './subject.ts'
