import {openSuite} from './open-suite.js'
import type {Outcome, Suite} from './rule.js'

/** How one rule of a suite went. */
export type RuleResult = Outcome & {readonly title: string}

export interface RunSuiteOptions {
  /** Ends at the first broken rule. Default false. */
  readonly bail?: boolean
}

/** Holds every rule of a suite, one after the other, without any test runner; what was made is removed again. */
export async function runSuite(suite: Suite, {bail = false}: RunSuiteOptions = {}): Promise<RuleResult[]> {
  const open = openSuite(suite)
  const results: RuleResult[] = []
  try {
    for (const rule of suite.rules) {
      const outcome = await open.hold(rule)
      results.push({title: rule.title, ...outcome})
      if (bail && outcome.state === 'broken') break
    }
  } finally {
    await open.end()
  }
  return results
}
