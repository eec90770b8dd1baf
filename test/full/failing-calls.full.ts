import assert from 'node:assert/strict'
import {access, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {ErrorJson} from '../../src/report/events.js'
import {assertBack, writeObject} from '../e2e/back.js'
import {createCluster} from '../e2e/cluster.js'
import {newUser, type User} from '../e2e/kina.js'
import {DEFAULT_RUNTIME, ociPlace} from '../e2e/places/oci.js'
import {done, type Run} from '../e2e/run.js'
import {failingProgram, FAULT, type FailingProgram} from './faults/failing-program.js'
import {settledAgain, tracesOf} from './faults/traces.js'
import {healthyAgain} from './healthy.js'

/** So many calls lie between two that fail; 1 is all of them. */
const every = Number(process.env['KINA_TEST_EVERY_CALL'] ?? 5)
const CLUSTER = 'full-calls'
const CONTROL_PLANE = `${CLUSTER}-control-plane`
const place = ociPlace(DEFAULT_RUNTIME)

/** Whatever call of the runtime's program fails: kina says so in its own words, and one command leads to nothing, or to a cluster that works. */
describe(`calls of ${DEFAULT_RUNTIME} that fail, one at a time`, () => {
  let user: User
  let program: FailingProgram
  before(async () => {
    user = await newUser(place)
    program = await failingProgram(place.program)
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    await user.leave()
    await program.remove()
  })

  it('while a cluster is created: nothing is left, or one delete leaves nothing', async () => {
    await sweep(['cluster', 'create', CLUSTER, ...user.choice, '--runtime', place.runtime], {
      async judge({exitCode, all}, error) {
        const left = await place.leftovers(CLUSTER)
        if (exitCode !== 0 && left.length > 0) assert.ok(error.next?.some((text) => text.includes(`kina cluster delete ${CLUSTER}`)), all)
        if (left.length === 0) await assert.rejects(access(join(user.home, '.kube', CLUSTER)))
        await deleteWithoutTrace()
      },
    })
  })

  it('while a cluster is deleted: one more delete leaves nothing', async () => {
    const create = () => done(user.kina(['cluster', 'create', CLUSTER, ...user.choice, '--cni', 'none', '--wait', '0s']))
    await sweep(['cluster', 'delete', CLUSTER], {
      prepare: create,
      async judge({exitCode}) {
        if (exitCode === 0) assert.deepEqual(await place.leftovers(CLUSTER), [])
        await deleteWithoutTrace()
      },
    })
  })

  describe('of a cluster that is there', () => {
    before(async () => {
      await createCluster(user, [CLUSTER])
      await writeObject(user, CLUSTER, 'kept')
    })

    it('while it is started: one more start brings all back', async () => {
      await sweep(['cluster', 'start', CLUSTER], {
        prepare: () => done(user.kina(['cluster', 'stop', CLUSTER])),
        async judge() {
          await done(user.kina(['cluster', 'start', CLUSTER]))
          await assertBack(user, CLUSTER, {words: ['kept'], controlPlanes: [CONTROL_PLANE]})
        },
      })
    })

    it('while a node is added: nothing of it is left, or one removal leaves nothing', async () => {
      const before = await tracesOf(user, CLUSTER)
      await sweep(['node', 'add', CLUSTER], {
        async judge() {
          await settledAgain(user, CLUSTER, `${CLUSTER}-worker`)
          assert.deepEqual(await tracesOf(user, CLUSTER), before)
          await healthyAgain(user, CLUSTER)
        },
      })
    })
  })

  /** Runs the command with one more call failing each time, in turn before and after what it does, until it makes fewer calls than that. */
  async function sweep(args: readonly string[], {prepare = async () => {}, judge}: {prepare?: () => Promise<unknown>; judge: (run: Run, error: ErrorJson) => Promise<void>}): Promise<void> {
    for (let call = 1, round = 0; ; call += every, round++) {
      await prepare()
      const fault = round % 2 === 0 ? 'before' : 'after'
      const run = await user.kina([...args, '--json'], await program.failing(call, fault))
      const failed = await program.failedCall()
      const error = run.exitCode === 0 ? {message: ''} : (JSON.parse(run.stdout) as {error: ErrorJson}).error
      console.log(`        ${args.slice(0, 2).join(' ')} ${call} ${fault}: ${failed.slice(0, 90).replaceAll('\n', ' ')} -> ${run.exitCode} ${error.code ?? ''} ${error.message.split('\n')[0]}`)
      if (run.exitCode !== 0) {
        assert.ok(error.code !== undefined, `${failed}: ${run.all}`)
        assert.doesNotMatch(run.all, /^ +at .*\.[jt]s:\d+/m)
        assert.ok(run.all.includes(FAULT), `${failed}: ${run.all}`)
      }
      try {
        await judge(run, error)
      } catch (cause) {
        throw new Error(`after ${failed}: ${run.all}`, {cause})
      }
      if (failed === '') return void assert.equal(run.exitCode, 0, run.all)
    }
  }

  async function deleteWithoutTrace(): Promise<void> {
    await done(user.kina(['cluster', 'delete', CLUSTER]))
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    const merged = await readFile(join(user.home, '.kube', 'config'), 'utf8').catch(() => '')
    assert.doesNotMatch(merged, new RegExp(CLUSTER))
  }
})
