import { BaseResolver, createConfig, lintDocument, Source } from '@redocly/openapi-core'
import type { Notice } from '../model/types.ts'
import { stableJson } from './json-text.ts'
import type { SpecDocument } from './types.ts'

export interface LintProblem {
  /** Name of the rule, such as `operation-4xx-response`. */
  readonly rule: string
  readonly severity: 'error' | 'warn'
  readonly pointer: string
  readonly message: string
}

/** Refuses every file and URL; a document that was built holds no reference to one. */
class ClosedResolver extends BaseResolver {
  override async loadExternalRef(absoluteRef: string): Promise<Source> {
    throw new Error(`The lint does not read ${absoluteRef}.`)
  }
}

/**
 * Checks a document against Redocly's recommended rules. What it finds is advice: only the structural checks of
 * `buildDocument` stop a client from being generated. Reads no configuration and no file, and asks no server.
 */
export async function lintSpec(
  document: Pick<SpecDocument, 'file' | 'json'>,
): Promise<readonly LintProblem[]> {
  // Servers that belong to one machine are taken out on purpose, so a document without any is no news.
  const config = await createConfig({ extends: ['recommended'], rules: { 'no-empty-servers': 'off' } })
  const name = 'openapi.json'
  const problems = await lintDocument({
    document: { source: new Source(name, stableJson(document.json)), parsed: document.json },
    config,
    externalRefResolver: new ClosedResolver(),
  })
  return problems
    .filter(({ ignored }) => ignored !== true)
    .map(({ ruleId, severity, message, location }) => ({
      rule: ruleId,
      severity,
      pointer: location[0]?.pointer?.replace(/^#/, '').replace(/^\/$/, '') ?? '',
      message,
    }))
}

/**
 * Sums advice up: one notice per rule, the most frequent first, at the first place it is about. GitHub's document has
 * 3,910 places and 13 rules.
 */
export function summarizeLint(problems: readonly LintProblem[]): readonly Notice[] {
  const byRule = new Map<string, LintProblem[]>()
  for (const problem of problems) {
    const found = byRule.get(problem.rule)
    if (found === undefined) byRule.set(problem.rule, [problem])
    else found.push(problem)
  }
  return [...byRule]
    .sort(
      ([leftRule, left], [rightRule, right]) => right.length - left.length || (leftRule < rightRule ? -1 : 1),
    )
    .flatMap(([rule, found]): Notice[] => {
      const [first] = found
      if (first === undefined) return []
      const more = found.length === 1 ? '' : `, and ${found.length - 1} more`
      return [{ pointer: first.pointer, message: `${first.message} (lint: ${rule}${more})` }]
    })
}
