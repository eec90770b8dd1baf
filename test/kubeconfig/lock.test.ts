import assert from 'node:assert/strict'
import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {readFile, readdir, stat, symlink, unlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {describe, it} from 'mocha'
import {withKubeconfigLock} from '../../src/kubeconfig/lock.js'
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
   * kina has just added, and no lock can keep it from that. What kina owes is the other direction: nothing kubectl wrote is lost, kubectl
   * never meets half a file, and another export puts everything right.
   */
  it('loses nothing kubectl writes at the same time', () =>
    withHome(async (home) => {
      const kubectl = (...args: string[]): Promise<{code: number; stderr: string}> => run('kubectl', args, {...process.env, HOME: home, KUBECONFIG: ''})
      const writer = child('export', home, '15', 'k')
      let written = 0
      const ended = once(writer, 'exit')
      while (writer.exitCode === null || written === 0) {
        const {code, stderr} = await kubectl('config', 'set-cluster', `theirs-${written}`, '--server=https://1.2.3.4')
        if (code === 0) written++
        else assert.match(stderr, /\.lock: file exists/)
      }
      assert.equal((await ended)[0], 0)
      for (let n = 0; n < 15; n++) await exportTo(home, `k${n}`)
      const names = namesIn(await load(join(home, '.kube/config')), 'clusters')
      for (let n = 0; n < written; n++) assert.ok(names.includes(`theirs-${n}`), `theirs-${n} of ${written}`)
      assert.equal(names.length, written + 15)
      assert.equal((await kubectl('config', 'use-context', 'kina-k3')).code, 0)
    }))
})

async function run(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<{code: number; stderr: string}> {
  const process = spawn(program, args, {env, stdio: ['ignore', 'ignore', 'pipe']})
  let stderr = ''
  process.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [code] = (await once(process, 'close')) as [number]
  return {code, stderr}
}
