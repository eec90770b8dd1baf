// Mocha's spec reporter, which also writes its totals to a file with what passed and failed, and why, and the
// time that each suite took, hooks included; every second or so, so that what was seen stays when the run is cut short.
const {writeFileSync} = require('node:fs')
const {reporters} = require('mocha')

module.exports = class TotalsReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    const titles = []
    runner.on('pass', (test) => titles.push(`passed: ${test.fullTitle()}`))
    const reasons = []
    runner.on('fail', (test, error) => {
      titles.push(`failed: ${test.fullTitle()}`)
      reasons.push(`${test.fullTitle()}\n    ${reason(error)}`)
    })
    const suites = []
    const began = new Map()
    runner.on('suite', (suite) => began.set(suite, Date.now()))
    runner.on('suite end', (suite) => {
      if (suite.parent?.root) suites.push({title: suite.title, seconds: (Date.now() - began.get(suite)) / 1000})
    })
    const {output} = options.reporterOption ?? options.reporterOptions ?? {}
    let written = 0
    const write = () => {
      written = Date.now()
      const {passes, failures, pending} = runner.stats
      writeFileSync(output, JSON.stringify({passed: passes, failed: failures, skipped: pending, titles, reasons, suites}))
    }
    if (!output) return
    runner.on('test end', () => Date.now() - written > 1000 && write())
    runner.on('end', write)
  }
}

/** What is enough to begin with, where only the end of the output can be seen. */
function reason(error) {
  return String(error?.message ?? error).split('\n').filter((line) => line.trim()).slice(0, 12).join('\n    ')
}
