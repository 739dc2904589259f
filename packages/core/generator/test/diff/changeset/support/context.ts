import type { CommandContext } from '../../../../src/cli/context.ts'
import { plainProgress } from '../../../../src/cli/progress.ts'
import { fakePipeline } from '../../../project/support/pipeline.ts'

/** What a command gets, and what it printed. */
export function testContext(): CommandContext & { readonly lines: string[] } {
  const lines: string[] = []
  return {
    lines,
    pipeline: fakePipeline(),
    progress: plainProgress(() => {}),
    signal: new AbortController().signal,
    print: (line) => lines.push(line),
    remark: (line) => lines.push(line),
    workingFolder: '/',
  }
}
