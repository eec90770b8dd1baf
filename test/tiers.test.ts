import assert from 'node:assert/strict'
import {globSync} from 'node:fs'
import {TIERS} from '../scripts/tiers.mjs'

describe('the tiers of the test suite', () => {
  it('leave no file of tests out, and name none that mocha does not find', () => {
    const run = new Set(Object.values(TIERS).flatMap(({spec}) => globSync(spec)))
    const files = globSync(['test/**/*.{test,integration,e2e,full,sig}.ts', 'plugins/*/test/**/*.test.ts'])
    assert.ok(files.length > 100)
    for (const spec of [...run, ...Object.values(TIERS).flatMap((tier) => tier.spec)]) assert.ok(globSync(spec).length > 0 && /\*|^[^{}]+$/.test(spec), spec)
    assert.deepEqual(files.filter((file) => !run.has(file)), [])
  })
})
