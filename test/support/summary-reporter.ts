import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node'

/** Prints `N passed, N failed` (and `, N skipped`) as the last line of a run, for machines that read one line. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const inState = (state: ReturnType<TestCase['result']>['state']) =>
      tests.filter((test) => test.result().state === state).length
    const brokenModules = modules.filter(
      (module) => module.state() === 'failed' && ![...module.children.allTests('failed')].length,
    ).length
    const failed = inState('failed') + inState('pending') + brokenModules + errors.length
    const skipped = inState('skipped')
    console.log(`${inState('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  }
}
