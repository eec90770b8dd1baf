import assert from 'node:assert/strict'
import {chmod, mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {cacheClean, cacheEntries, cacheSize} from '../../src/cache/cache-clean.js'
import {cacheEntry} from '../../src/cache/cache-entry.js'

describe('cache clean', () => {
  let root = ''
  const signal = new AbortController().signal

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'kina-cache-'))
    for (const key of ['a-1', 'b-1']) await cacheEntry({root, key, signal}, (directory) => writeFile(join(directory, 'file'), Buffer.alloc(100_000, 1)))
  })

  afterEach(() => rm(root, {recursive: true, force: true}))

  it('knows entries and their size', async () => {
    const entries = await cacheEntries(root)
    assert.deepEqual(entries.map(({key}) => key), ['a-1', 'b-1'])
    assert.ok(entries.every(({size}) => size >= 100_000))
    assert.ok((await cacheSize(root)) >= 200_000)
  })

  it('is empty where there is no cache', async () => {
    assert.equal(await cacheSize(join(root, 'none')), 0)
    assert.deepEqual(await cacheEntries(join(root, 'none')), [])
    assert.deepEqual(await cacheClean({root: join(root, 'none')}), {removed: [], freed: 0})
  })

  it('removes all but what is kept, and what dead processes left', async () => {
    await mkdir(join(root, 'tmp', 'c-1.00000000'))
    await writeFile(join(root, 'tmp', 'c-1.00000000', 'file'), Buffer.alloc(100_000, 1))
    const {removed, freed} = await cacheClean({root, keep: ['b-1']})
    assert.deepEqual(removed.map(({key}) => key), ['a-1'])
    assert.ok(freed >= 200_000)
    assert.deepEqual(await readdir(join(root, 'entries')), ['b-1'])
    assert.deepEqual(await readdir(join(root, 'tmp')), [])
  })

  it('removes read-only directories too', async () => {
    await mkdir(join(root, 'entries', 'a-1', 'closed'))
    await writeFile(join(root, 'entries', 'a-1', 'closed', 'file'), '')
    await chmod(join(root, 'entries', 'a-1', 'closed'), 0o500)
    await cacheClean({root})
    assert.deepEqual(await readdir(join(root, 'entries')), [])
  })

  it('leaves an entry that is being made', async () => {
    let finish = () => undefined as void
    const finished = new Promise<void>((resolve) => (finish = resolve))
    const making = cacheEntry({root, key: 'c-1', signal}, async (directory) => {
      await writeFile(join(directory, 'file'), '')
      await finished
    })
    while ((await readdir(join(root, 'tmp'))).length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    await cacheClean({root})
    finish()
    assert.deepEqual(await readdir(await making), ['file'])
  })
})
