import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {withClusterLock} from '../../src/cluster/lock.js'
import {KinaError} from '../../src/errors.js'
import {withApp} from './test-app.js'

describe('the lock of a cluster', function () {
  this.timeout(60_000)

  it('refuses the second of two at once, and is free afterwards', () =>
    withApp({}, async (app) => {
      await withClusterLock(app, 'dev', {wait: false}, async () => {
        await assert.rejects(withClusterLock(app, 'dev', {wait: false}, async () => assert.fail('it must not run')), {code: 'E_CLUSTER_BUSY', exit: 1, message: /"dev"/})
      })
      assert.equal(await withClusterLock(app, 'dev', {wait: false}, async () => 'again'), 'again')
    }))

  it('is a lock of one cluster only', () =>
    withApp({}, async (app) => {
      const result = await withClusterLock(app, 'dev', {wait: false}, () => withClusterLock(app, 'other', {wait: false}, async () => 'both'))
      assert.equal(result, 'both')
    }))

  it('is given back when the work fails', () =>
    withApp({}, async (app) => {
      await assert.rejects(withClusterLock(app, 'dev', {wait: false}, () => Promise.reject(new Error('boom'))), /boom/)
      await withClusterLock(app, 'dev', {wait: false}, async () => {})
    }))

  it('is waited for by those who want to, who say so once', () =>
    withApp({}, async (app, logged) => {
      const order: string[] = []
      const first = withClusterLock(app, 'dev', {wait: false}, async () => {
        await sleep(500)
        order.push('first')
      })
      await sleep(50)
      await withClusterLock(app, 'dev', {wait: true}, async () => void order.push('second'))
      await first
      assert.deepEqual(order, ['first', 'second'])
      assert.deepEqual(logged, ['info: Another kina works on cluster dev: waiting for it.'])
    }))

  it('is waited for no longer once interrupted, and the interruption is the error', () => {
    const abort = new AbortController()
    const reason = new KinaError({code: 'E_INTERRUPTED', message: 'Interrupted by SIGINT.', exit: 130})
    return withApp({signal: abort.signal}, async (app) => {
      await withClusterLock(app, 'dev', {wait: false}, async () => {
        setTimeout(() => abort.abort(reason), 50)
        await assert.rejects(withClusterLock(app, 'dev', {wait: true}, async () => assert.fail('it must not run')), reason)
      })
    })
  })

  it('says where it cannot be kept', () =>
    withApp({}, async (app) => {
      await writeFile(join(app.home, 'file'), '')
      const stateRoot = join(app.home, 'file', 'state')
      await assert.rejects(withClusterLock({...app, stateRoot}, 'dev', {wait: true}, async () => assert.fail('it must not run')), {code: 'E_FILE_UNWRITABLE', next: [`ls -ld ${stateRoot}/locks`, 'Or set XDG_DATA_HOME to a directory elsewhere.']})
    }))

  it('of a process that was killed is taken over a few seconds later', () =>
    withApp({}, async (app) => {
      const holder = spawn(process.execPath, ['--import=tsx', fileURLToPath(new URL('lock-child.ts', import.meta.url)), app.stateRoot], {stdio: ['ignore', 'pipe', 'inherit']})
      await once(holder.stdout, 'data')
      holder.kill('SIGKILL')
      await once(holder, 'exit')
      assert.equal(await withClusterLock(app, 'dev', {wait: false}, async () => 'taken over'), 'taken over')
    }))
})
