import assert from 'node:assert/strict'
import {setTimeout as sleep} from 'node:timers/promises'
import {assertBack, writeObject} from '../e2e/back.js'
import {createCluster} from '../e2e/cluster.js'
import {newUser, type User} from '../e2e/kina.js'
import {overRuntimes} from '../e2e/over-runtimes.js'
import {done} from '../e2e/run.js'
import {settledAgain, tracesOf} from './faults/traces.js'
import {healthyAgain} from './healthy.js'

const CLUSTER = 'full-killed'
const WORKER = `${CLUSTER}-worker`

/** Milliseconds after an event at which kina is killed: while what the event tells of begins, and while it goes on. */
const DELAYS = [0, 250]
/** So many events lie between two that are moments. At 1 these and the creations of fault-sweep.full.ts are more than fifty. */
const EVERY = Number(process.env['KINA_TEST_EVERY_EVENT'] ?? 1)

/** kina is killed at each of its events, and between them; creations are in fault-sweep.full.ts. */
await overRuntimes('kina killed at every event', (place) => {
  let user: User
  before(async () => {
    user = await newUser(place)
    await createCluster(user, [CLUSTER])
    await writeObject(user, CLUSTER, 'kept')
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    await user.leave()
  })

  it('while a cluster starts: one start brings all back', async () => {
    for (const moment of moments()) {
      await done(user.kina(['cluster', 'stop', CLUSTER]))
      const killed = await killAt(moment, ['cluster', 'start', CLUSTER])
      await done(user.kina(['cluster', 'start', CLUSTER]))
      await assertBack(user, CLUSTER, {words: ['kept'], controlPlanes: [`${CLUSTER}-control-plane`]})
      if (!killed) return
    }
  })

  it('while a node is added: one removal leaves nothing of it', async () => {
    const before = await tracesOf(user, CLUSTER)
    for (const moment of moments()) {
      const killed = await killAt(moment, ['node', 'add', CLUSTER])
      await settledAgain(user, CLUSTER, WORKER)
      assert.deepEqual(await tracesOf(user, CLUSTER), before)
      await healthyAgain(user, CLUSTER)
      if (!killed) return
    }
  })

  interface Moment {
    readonly events: number
    readonly delay: number
  }

  function* moments(): Generator<Moment> {
    for (let events = 0, round = 0; ; events += EVERY, round++) yield {events, delay: DELAYS[round % DELAYS.length]!}
  }

  /** Whether it was killed, rather than done before that. */
  async function killAt({events, delay}: Moment, args: readonly string[]): Promise<boolean> {
    const child = user.start([...args, '--json'])
    let lines: string[] = []
    const reached = new Promise<void>((resolve) => {
      child.stderr?.on('data', (chunk: Buffer) => {
        lines = (lines.join('\n') + chunk.toString()).split('\n')
        if (lines.length > events) resolve()
      })
    })
    await Promise.race([child, reached.then(() => sleep(delay))])
    child.kill('SIGKILL')
    const {exitCode, all} = await child
    if (exitCode !== undefined) assert.equal(exitCode, 0, String(all))
    console.log(`        ${args.slice(0, 2).join(' ')} ${events} + ${delay} ms: ${exitCode ?? 'killed'} ${lines.at(-2)}`)
    return exitCode === undefined
  }
}, {wanted: 'one'})
