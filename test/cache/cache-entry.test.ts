import assert from 'node:assert/strict'
import {type ChildProcess, spawn} from 'node:child_process'
import {mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {fileURLToPath} from 'node:url'
import {cacheEntry, cacheHas} from '../../src/cache/cache-entry.js'
import {lockPath} from '../../src/cache/cache-layout.js'
import {KinaError} from '../../src/errors.js'

describe('cache entry', function () {
  this.timeout(30_000)
  let root = ''
  const signal = new AbortController().signal
  const children: ChildProcess[] = []

  beforeEach(async () => {
    root = join(await mkdtemp(join(tmpdir(), 'kina-cache-')), 'cache')
  })

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    await rm(join(root, '..'), {recursive: true, force: true})
  })

  it('is made once and found afterwards', async () => {
    let made = 0
    const produce = async (directory: string) => {
      made++
      await writeFile(join(directory, 'file'), 'content')
    }
    const first = await cacheEntry({root, key: 'a-1', signal}, produce)
    const second = await cacheEntry({root, key: 'a-1', signal}, produce)
    assert.equal(first, second)
    assert.equal(made, 1)
    assert.equal(await readFile(join(first, 'file'), 'utf8'), 'content')
    assert.deepEqual(await readdir(join(root, 'tmp')), [])
    assert.deepEqual(await readdir(join(root, 'locks')), [])
  })

  it('is made once when asked for twice at the same time in one process', async () => {
    let made = 0
    const produce = async (directory: string) => {
      made++
      await writeFile(join(directory, 'file'), 'content')
    }
    await Promise.all([1, 2, 3].map(() => cacheEntry({root, key: 'a-1', signal}, produce)))
    assert.equal(made, 1)
  })

  it('leaves nothing when making it fails', async () => {
    const produce = async (directory: string) => {
      await writeFile(join(directory, 'file'), 'half')
      throw new Error('no luck')
    }
    await assert.rejects(cacheEntry({root, key: 'a-1', signal}, produce), /no luck/)
    assert.equal(await cacheHas(root, 'a-1'), false)
    assert.deepEqual(await readdir(join(root, 'tmp')), [])
  })

  it('refuses keys that are paths', async () => {
    await assert.rejects(cacheEntry({root, key: '../a', signal}, async () => undefined), TypeError)
  })

  for (const [title, error] of [
    ['a full disk', Object.assign(new Error('ENOSPC: no space left on device, write'), {code: 'ENOSPC'})],
    ['a program that found the disk full', new KinaError({code: 'E_COMPONENT_SOURCE', message: 'it failed', detail: 'write x: no space left on device'})],
  ] as const) {
    it(`says what to do about ${title}`, async () => {
      const failing = cacheEntry({root, key: 'a-1', signal}, () => Promise.reject(error))
      await assert.rejects(failing, (thrown: KinaError) => {
        assert.equal(thrown.code, 'E_CACHE_FULL')
        assert.match(thrown.message, new RegExp(root))
        assert.ok(thrown.next.includes('kina image clean'))
        return true
      })
    })
  }

  it('says so when the directory cannot be made', async () => {
    await writeFile(join(root, '..', 'file'), '')
    const failing = cacheEntry({root: join(root, '..', 'file', 'cache'), key: 'a-1', signal}, async () => undefined)
    await assert.rejects(failing, {code: 'E_CACHE_UNWRITABLE'})
  })

  it('stops waiting when aborted', async () => {
    const owner = run('a-1', 60_000)
    await owner.line('half')
    const abort = new AbortController()
    const waiting = cacheEntry({root, key: 'a-1', signal: abort.signal, onWait: () => abort.abort()}, async () => undefined)
    await assert.rejects(waiting, {name: 'AbortError'})
  })

  it('is made by one of two processes; the other says that it waits', async () => {
    const [one, other] = [run('a-1', 800), run('a-1', 800)]
    const done = await Promise.all([one.line('done'), other.line('done')])
    assert.equal(done[0], done[1])
    assert.equal((await readFile(`${root}.log`, 'utf8')).trim().split('\n').length, 1)
    assert.equal([...one.lines, ...other.lines].filter((line) => line === 'waiting').length, 1)
  })

  it('is never half there after kill -9, and the next process makes it', async () => {
    const victim = run('a-1', 60_000)
    await victim.line('half')
    victim.child.kill('SIGKILL')
    await new Promise((resolve) => victim.child.once('exit', resolve))
    assert.equal(await cacheHas(root, 'a-1'), false)
    assert.equal((await readdir(join(root, 'tmp'))).length, 1)
    // Nobody renews the lock any more; make that minutes ago.
    await utimes(lockPath(root, 'a-1'), new Date(Date.now() - 60_000), new Date(Date.now() - 60_000))
    const heir = run('a-1', 0)
    await heir.line('done')
    assert.deepEqual(heir.lines.filter((line) => line === 'waiting'), [])
    assert.equal(await readFile(join(root, 'entries', 'a-1', 'second'), 'utf8'), 'whole')
    assert.deepEqual(await readdir(join(root, 'tmp')), [])
  })

  it('also clears what dead processes left of other entries, and not what living ones make', async () => {
    const living = run('living-1', 60_000)
    await living.line('half')
    await mkdir(join(root, 'tmp', 'dead-1.00000000'))
    await cacheEntry({root, key: 'a-1', signal}, async () => undefined)
    assert.deepEqual((await readdir(join(root, 'tmp'))).map((name) => name.split('.')[0]), ['living-1'])
  })

  function run(key: string, milliseconds: number) {
    const maker = fileURLToPath(new URL('entry-maker.ts', import.meta.url))
    const argv = ['--import', 'tsx', maker, root, key, String(milliseconds)]
    const child = spawn(process.execPath, argv, {cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit']})
    children.push(child)
    const lines: string[] = []
    const waiting: {word: string; resolve: (line: string) => void}[] = []
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line)
      for (const {word, resolve} of waiting) if (line.startsWith(word)) resolve(line)
    })
    const line = async (word: string) =>
      new Promise<string>((resolve, reject) => {
        waiting.push({word, resolve})
        const there = lines.find((seen) => seen.startsWith(word))
        if (there !== undefined) resolve(there)
        child.once('exit', (code) => reject(new Error(`ended with ${code} before "${word}"`)))
      })
    return {child, lines, line}
  }
})
