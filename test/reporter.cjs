// Mocha's spec reporter, which also writes its totals to a file and says why a test was skipped.
const {writeFileSync} = require('node:fs')
const {reporters} = require('mocha')

module.exports = class TotalsReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    runner.once('end', () => {
      const {passes, failures, pending} = runner.stats
      const {output} = options.reporterOption ?? options.reporterOptions ?? {}
      if (output) writeFileSync(output, JSON.stringify({passed: passes, failed: failures, skipped: pending}))
    })
  }
}
