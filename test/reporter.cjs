// Mocha's spec reporter, which also writes its totals to a file with what passed and failed.
const {writeFileSync} = require('node:fs')
const {reporters} = require('mocha')

module.exports = class TotalsReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    const titles = []
    runner.on('pass', (test) => titles.push(`passed: ${test.fullTitle()}`))
    runner.on('fail', (test) => titles.push(`failed: ${test.fullTitle()}`))
    runner.once('end', () => {
      const {passes, failures, pending} = runner.stats
      const {output} = options.reporterOption ?? options.reporterOptions ?? {}
      if (output) writeFileSync(output, JSON.stringify({passed: passes, failed: failures, skipped: pending, titles}))
    })
  }
}
