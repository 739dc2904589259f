import type { Scenario } from './scenario.ts'
import { abortBefore, abortDuring, abortInBackOff, closed } from './scenarios/aborts.ts'
import {
  clockSkew,
  failedProvider,
  failedRefresh,
  redirectElsewhere,
  refresh,
  sharedRefresh,
} from './scenarios/auth.ts'
import { brokenJson, gzipBomb, html, noContentWithBody, wrongLength } from './scenarios/bodies.ts'
import {
  halfJsonThenSilence,
  headersThenSilence,
  noAnswer,
  resetBeforeHeaders,
  resetMidBody,
  slowDrip,
} from './scenarios/connection.ts'
import { emptyPathValue, headerInjection, prototypeInBody, traversal } from './scenarios/input.ts'
import { nothingLeft } from './scenarios/leaks.ts'
import { cursorLoop, pages } from './scenarios/lists.ts'
import { deleteAgain, deleteMissing, keyedPost, postReset, postUnavailable } from './scenarios/safety.ts'
import { secretsInErrors, secretsInLogs } from './scenarios/secrets.ts'
import {
  abortedStream,
  commentFlood,
  crlfSplit,
  cutMidEvent,
  endMidEvent,
  leftStream,
  multiLineData,
  reconnect,
  stalledStream,
  unauthorizedStream,
} from './scenarios/streams.ts'
import {
  deadlineBeforeRetryAfter,
  requestTimeout,
  retryAfterAbsurd,
  retryAfterDate,
  retryAfterNegative,
  retryAfterSeconds,
  retryBudget,
  unavailable,
} from './scenarios/waits.ts'

/** Every scenario, in the order of the rows of a report. */
export const scenarios: readonly Scenario[] = [
  resetBeforeHeaders,
  resetMidBody,
  noAnswer,
  headersThenSilence,
  halfJsonThenSilence,
  slowDrip,
  html,
  brokenJson,
  noContentWithBody,
  wrongLength,
  gzipBomb,
  unavailable,
  requestTimeout,
  retryAfterSeconds,
  retryAfterDate,
  retryAfterAbsurd,
  retryAfterNegative,
  deadlineBeforeRetryAfter,
  retryBudget,
  abortBefore,
  abortDuring,
  abortInBackOff,
  closed,
  refresh,
  sharedRefresh,
  failedProvider,
  failedRefresh,
  clockSkew,
  redirectElsewhere,
  postReset,
  postUnavailable,
  keyedPost,
  deleteAgain,
  deleteMissing,
  crlfSplit,
  multiLineData,
  commentFlood,
  cutMidEvent,
  endMidEvent,
  stalledStream,
  reconnect,
  unauthorizedStream,
  leftStream,
  abortedStream,
  pages,
  cursorLoop,
  headerInjection,
  traversal,
  emptyPathValue,
  prototypeInBody,
  secretsInErrors,
  secretsInLogs,
  nothingLeft,
]
