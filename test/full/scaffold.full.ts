import assert from 'node:assert/strict'
import {outsider, passing, type Outsider} from '../e2e/outside.js'

/** The CNI is in the end-to-end tests. */
describe('a plugin as kina plugins new writes it, with nothing but the packed kina', () => {
  let user: Outsider
  before(async () => void (user = await outsider()))
  after(() => user.leave())

  for (const {kind, folder, rules} of [{kind: 'runtime', folder: 'kina-runtime-demo', rules: 35}, {kind: 'image-builder', folder: 'kina-image-demo', rules: 10}]) {
    it(`builds, and passes its own tests for real: ${kind}`, async () => {
      await user.kina('', 'plugins', 'new', kind, 'demo')
      await user.install(folder)
      await user.run(folder, 'npm', 'run', 'build')
      const said = await user.run(folder, 'npm', 'test')
      assert.ok(passing(said) > rules, said)
    })
  }
})
