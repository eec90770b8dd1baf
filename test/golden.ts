import assert from 'node:assert/strict'
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname} from 'node:path'
import {fileURLToPath} from 'node:url'

/** Compares with a file under test/golden; `UPDATE_GOLDEN=1` writes it instead, to be reviewed like code. */
export function assertGolden(name: string, actual: string): void {
  const file = fileURLToPath(new URL(`golden/${name}`, import.meta.url))
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), {recursive: true})
    writeFileSync(file, actual)
  }
  assert.equal(actual, readFileSync(file, 'utf8'))
}
