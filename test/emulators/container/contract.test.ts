import assert from 'node:assert/strict'
import {readdir, readFile} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import {ASSUMPTIONS} from '../../../plugins/runtime-apple/src/assumptions/all.js'

/** The page says what kina relies on; each point is shown by a test here, or by one with real guests behind. */
describe('emulated container: what kina relies on', () => {
  it('is named by tests, all of it and nothing else', async () => {
    const cited = new Set((await titles()).flatMap((title) => [...title.matchAll(/\[([a-z]+\.[a-z0-9-]+)\]/g)].map(([, id]) => id as string)))
    const known = ASSUMPTIONS.map(({id}) => id)
    assert.deepEqual({unnamed: known.filter((id) => !cited.has(id)), unknown: [...cited].filter((id) => !known.includes(id))}, {unnamed: [], unknown: []})
  })
})

/** What stands in quotes after `it(`, of tests that start nothing and of those of real guests. */
async function titles(): Promise<string[]> {
  const [here, conformance] = [fileURLToPath(new URL('.', import.meta.url)), fileURLToPath(new URL('../../conformance/', import.meta.url))]
  const files = [...(await names(here)).filter((name) => name.endsWith('.test.ts')).map((name) => here + name), ...(await names(conformance)).filter((name) => name.startsWith('emulated-')).map((name) => conformance + name)]
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return texts.flatMap((text) => [...text.matchAll(/\bit\((['"`])(.*?)\1, /g)].map(([, , title]) => title as string))
}

async function names(directory: string): Promise<string[]> {
  return readdir(directory)
}
