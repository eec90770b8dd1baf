import assert from 'node:assert/strict'
import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {readFile, readdir, stat, symlink, unlink, utimes, writeFile} from 'node:fs/promises'
import {hostname} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {describe, it} from 'mocha'
import {withKubeconfigLock} from '../../src/kubeconfig/lock.js'
import {originOf} from '../../src/kubeconfig/origin.js'
import {exportTo, load, namesIn, withHome} from './scratch-home.js'

const CHILD = fileURLToPath(new URL('lock-child.ts', import.meta.url))

function child(...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--import=tsx', CHILD, ...args], {stdio: ['ignore', 'pipe', 'inherit']})
}

/** A lock whose holder was killed. */
async function leaveLock(file: string): Promise<void> {
  const holder = child('hold', file)
  await once(holder.stdout!, 'data')
  holder.kill('SIGKILL')
  await once(holder, 'exit')
}

describe('the lock of a kubeconfig', function () {
  this.timeout(60_000)

  it('lets processes merge at the same time without losing anything', () =>
    withHome(async (home) => {
      const children = ['a', 'b', 'c', 'd'].map((prefix) => child('export', home, '8', prefix))
      for (const [code] of await Promise.all(children.map((process) => once(process, 'exit')))) assert.equal(code, 0)
      const config = await load(join(home, '.kube/config'))
      for (const section of ['clusters', 'contexts', 'users'] as const) assert.equal(namesIn(config, section).length, 32)
      assert.deepEqual((await readdir(join(home, '.kube'))).filter((name) => !/^([a-d]\d|config)$/.test(name)), [])
    }))

  it('lets fifty write at once, all within the time that one may take', () =>
    withHome(async (home) => {
      const children = ['a', 'b', 'c', 'd', 'e'].map((prefix) => child('at-once', home, '10', prefix))
      for (const [code] of await Promise.all(children.map((process) => once(process, 'exit')))) assert.equal(code, 0)
      const config = await load(join(home, '.kube/config'))
      for (const section of ['clusters', 'contexts', 'users'] as const) assert.equal(namesIn(config, section).length, 50)
    }))

  it('also within one process', () =>
    withHome(async (home) => {
      await Promise.all([1, 2, 3, 4, 5].map((n) => exportTo(home, `n${n}`, {timeoutMs: 30_000})))
      assert.equal(namesIn(await load(join(home, '.kube/config')), 'users').length, 5)
    }))

  it('is broken when the kina that held it was killed, also by several at once', () =>
    withHome(async (home) => {
      const file = join(home, '.kube/config')
      await leaveLock(file)
      await stat(`${file}.lock`)
      const children = ['a', 'b', 'c'].map((prefix) => child('export', home, '3', prefix))
      for (const [code] of await Promise.all(children.map((process) => once(process, 'exit')))) assert.equal(code, 0)
      assert.equal(namesIn(await load(file), 'users').length, 9)
    }))

  it('is not broken while its holder lives, nor when the holder was on another machine', () =>
    withHome(async (home) => {
      const file = join(home, '.kube/config')
      const holder = child('hold', file)
      await once(holder.stdout!, 'data')
      try {
        await assert.rejects(exportTo(home, 'demo', {timeoutMs: 300}), {
          code: 'E_KUBECONFIG_LOCKED',
          message: new RegExp(`config\\.lock is held by kina, process ${holder.pid} on `),
        })
      } finally {
        holder.kill('SIGKILL')
        await once(holder, 'exit')
      }
      const owner = JSON.parse(await readFile(`${file}.lock`, 'utf8'))
      await writeFile(`${file}.lock`, JSON.stringify({...owner, where: 'elsewhere'}))
      await assert.rejects(exportTo(home, 'demo', {timeoutMs: 0}), {code: 'E_KUBECONFIG_LOCKED'})
      await writeFile(`${file}.lock`, JSON.stringify({...owner, pid: process.pid}))
      await exportTo(home, 'demo', {timeoutMs: 0})
    }))

  it('of another program is never broken, and the error names it', () =>
    withHome(async (home) => {
      const file = join(home, '.kube/config')
      await writeFile(`${file}.lock`, '', {mode: 0})
      await assert.rejects(exportTo(home, 'demo', {timeoutMs: 250}), (error: {code: string; next: string[]}) => {
        assert.equal(error.code, 'E_KUBECONFIG_LOCKED')
        assert.match(error.next.join('\n'), new RegExp(`rm -f ${file}\\.lock$`, 'm'))
        return true
      })
      await stat(`${file}.lock`)
      setTimeout(() => void unlink(`${file}.lock`), 200)
      await exportTo(home, 'demo')
    }))

  it('that is old is explained, with how to remove it first', () =>
    withHome(async (home) => {
      const lock = join(home, '.kube/config.lock')
      await writeFile(lock, '', {mode: 0})
      await utimes(lock, new Date(), new Date(Date.now() - 3 * 3_600_000))
      await assert.rejects(exportTo(home, 'demo', {timeoutMs: 0}), (error: {message: string; next: string[]}) => {
        assert.match(error.message, /config\.lock is held by another program, such as kubectl or kind, whose locks do not say whose they are, since \d{4}-\S+Z, 3h ago\. Such programs need it for less than a second: this one was most likely left behind/)
        assert.equal(error.next[0], `If no kubectl or kind runs: rm -f ${lock}`)
        return true
      })
    }))

  it('ends waiting when asked to', () =>
    withHome(async (home) => {
      await writeFile(join(home, '.kube/config.lock'), '')
      const reason = new Error('enough')
      const stop = new AbortController()
      setTimeout(() => stop.abort(reason), 50)
      await assert.rejects(withKubeconfigLock(join(home, '.kube/config'), async () => {}, {signal: stop.signal}), reason)
    }))

  it('is also taken where a link leads', () =>
    withHome(async (home) => {
      await symlink(join(home, 'real'), join(home, '.kube/config'))
      await withKubeconfigLock(join(home, '.kube/config'), async () => {
        await Promise.all([stat(join(home, 'real.lock')), stat(join(home, '.kube/config.lock'))])
      })
      assert.deepEqual([await readdir(home), await readdir(join(home, '.kube'))], [['.kube'], ['config']])
    }))
})

describe('beside kubectl', function () {
  this.timeout(60_000)

  before(function () {
    if (spawnSync('kubectl', ['version', '--client']).status === 0) return
    console.log('    skipped: kubectl is not installed')
    this.skip()
  })

  /**
   * kubectl computes its change before it takes the lock and then deletes what it did not see (client-go, ModifyConfig), so it may drop what
   * kina has just added, and no lock can keep it from that. kina looks afterwards and puts it back. Two kubectls would lose each other's
   * entries without kina, so there is one.
   */
  it('loses nothing when fifty write at once, kubectl among them', () =>
    withHome(async (home) => {
      const kubectl = kubectlOf(home)
      const writers = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((prefix) => child('kept', home, '7', prefix))
      const ended = Promise.all(writers.map((writer) => once(writer, 'exit')))
      let written = 0
      while (writers.some(({exitCode}) => exitCode === null) || written === 0) {
        const {code, stderr} = await kubectl('config', 'set-cluster', `theirs-${written}`, '--server=https://1.2.3.4')
        if (code === 0) written++
        else assert.match(stderr, /\.lock: file exists/)
      }
      assert.deepEqual((await ended).map(([code]) => code), writers.map(() => 0))
      const config = await load(join(home, '.kube/config'))
      const expected = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].flatMap((prefix) => Array.from({length: 7}, (_, n) => `kina-${prefix}${n}`))
      for (const section of ['contexts', 'users'] as const) assert.deepEqual(namesIn(config, section).toSorted(), expected)
      assert.deepEqual(namesIn(config, 'clusters').toSorted(), [...expected, ...Array.from({length: written}, (_, n) => `theirs-${n}`)].toSorted())
      assert.equal((await kubectl('config', 'use-context', 'kina-c3')).code, 0)
    }))

  it('finds again what kina noted after kubectl has written', () =>
    withHome(async (home) => {
      const {mergedPath} = await exportTo(home, 'demo')
      const before = await load(mergedPath)
      assert.equal((await kubectlOf(home)('config', 'set-context', 'kina-demo', '--namespace=shop')).code, 0)
      const after = await load(mergedPath)
      assert.deepEqual(after.clusters, before.clusters)
      assert.deepEqual(originOf(after.clusters?.[0]), {runtime: 'fake', machine: hostname()})
    }))
})

function kubectlOf(home: string): (...args: string[]) => Promise<{code: number; stderr: string}> {
  return (...args) => run('kubectl', args, {...process.env, HOME: home, KUBECONFIG: ''})
}

async function run(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<{code: number; stderr: string}> {
  const process = spawn(program, args, {env, stdio: ['ignore', 'ignore', 'pipe']})
  let stderr = ''
  process.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [code] = (await once(process, 'close')) as [number]
  return {code, stderr}
}
