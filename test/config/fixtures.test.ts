import assert from 'node:assert/strict'
import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {ConfigError} from '../../src/config/config-error.js'
import {loadClusterConfig} from '../../src/config/load.js'
import {checks, cwd} from './checks.js'

const folder = new URL('../fixtures/config/', import.meta.url)
const files = readdirSync(folder).filter(file => file.endsWith('.yaml'))
const load = (file: string) => loadClusterConfig({path: file, text: readFileSync(new URL(file, folder), 'utf8'), cwd}, checks)

/** Beside each file stands what it gives; `UPDATE_GOLDEN=1` writes that anew, to be reviewed like code. */
function assertGolden(file: string, actual: string): void {
  const golden = new URL(file, folder)
  if (process.env['UPDATE_GOLDEN']) writeFileSync(golden, actual)
  assert.equal(actual, readFileSync(golden, 'utf8'))
}

describe('config fixtures', () => {
  for (const file of files.filter(name => name.startsWith('valid-'))) {
    it(file, async () => {
      assertGolden(file.replace('.yaml', '.json'), `${JSON.stringify(await load(file), null, 2)}\n`)
    })
  }

  for (const file of files.filter(name => name.startsWith('invalid-'))) {
    it(file, async () => {
      const error = await load(file).then(
        () => assert.fail('loaded'),
        (thrown: unknown) => thrown,
      )
      assert.ok(error instanceof ConfigError, String(error))
      assertGolden(file.replace('.yaml', '.problems.txt'), `${error.detail}\n`)
    })
  }
})
