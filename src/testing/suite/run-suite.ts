import {openSuite} from './open-suite.js'
import type {Outcome, Suite} from './rule.js'

/** How one rule of a suite went. */
export type RuleResult = Outcome & {readonly title: string}

/** Holds every rule of a suite, one after the other, without any test runner; what was made is removed again. */
export async function runSuite(suite: Suite): Promise<RuleResult[]> {
  const open = openSuite(suite)
  const results: RuleResult[] = []
  try {
    for (const rule of suite.rules) results.push({title: rule.title, ...(await open.hold(rule))})
  } finally {
    await open.end()
  }
  return results
}
