import {mochaGlobals, type MochaContext} from './mocha-globals.js'
import {openSuite} from './open-suite.js'
import type {Outcome, Suite} from './rule.js'

/** What removing may take: a cluster and its network. */
const END_MS = 5 * 60_000

/** A suite as tests of mocha, one for each rule. A skipped rule prints its reason; a reason that holds for all of them is printed once. */
export function describeSuite(suite: Suite, {timeoutSeconds}: {timeoutSeconds: number}): void {
  const {describe, it, after} = mochaGlobals()
  const open = openSuite(suite)
  const printed = new Set<string>()

  describe(suite.title, function () {
    this.timeout(timeoutSeconds * 1000)
    after(async function () {
      this.timeout(END_MS)
      await open.end()
    })
    for (const rule of suite.rules) {
      it(rule.title, async function () {
        if (!rule.alone && suite.exempt?.[rule.title] === undefined) {
          this.timeout(0)
          await open.begin()
          this.timeout(timeoutSeconds * 1000)
        }
        report(await open.hold(rule), this)
      })
    }
  })

  function report(outcome: Outcome, context: MochaContext): void {
    if (outcome.state === 'broken') throw outcome.error
    if (outcome.state === 'held') return
    if (!printed.has(outcome.reason) || !outcome.all) console.log(`        skipped: ${outcome.reason}`)
    printed.add(outcome.reason)
    context.skip()
  }
}
