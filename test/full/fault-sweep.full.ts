import assert from 'node:assert/strict'
import {access, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {newUser, type User} from '../e2e/kina.js'
import {overRuntimes} from '../e2e/over-runtimes.js'

const CLUSTER = 'e2e-sweep'
/** Seconds into a create; a create takes about 14 on two cores. */
const MOMENTS = Array.from({length: 14}, (_, i) => 0.3 + i)

/** Whatever the moment, a create that is cut short leaves what one command removes, or nothing. */
await overRuntimes('creations cut short at every moment', (place) => {
  let user: User
  before(async () => {
    user = await newUser(place)
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    await user.leave()
  })

  // What differs elsewhere is how long each part takes: every third moment will do.
  for (const moment of MOMENTS.filter((_, i) => place.byDefault || i % 3 === 0)) {
    it(`kill -9 after ${moment.toFixed(1)} s: one delete leaves nothing`, async () => {
      await cut('SIGKILL', moment)
      await deleteWithoutTrace()
    })

    it(`Ctrl-C after ${moment.toFixed(1)} s: nothing is left, or the cluster is kept and kina says so`, async () => {
      const {exitCode, stderr} = await cut('SIGINT', moment)
      const left = await place.leftovers(CLUSTER)
      if (exitCode === 0) assert.ok(left.length > 0, 'the create was faster')
      else if (left.length > 0) assert.match(stderr, new RegExp(`kina cluster delete ${CLUSTER}`))
      else await assert.rejects(access(join(user.home, '.kube', CLUSTER)))
      if (exitCode !== 0) assert.equal(exitCode, 130, stderr)
      await deleteWithoutTrace()
    })
  }

  it('and afterwards a create works as ever', async () => {
    const {exitCode, all} = await user.kina(['cluster', 'create', CLUSTER, ...user.choice])
    assert.equal(exitCode, 0, all)
    await deleteWithoutTrace()
  })

  async function cut(signal: 'SIGKILL' | 'SIGINT', seconds: number): Promise<{exitCode: number; stderr: string}> {
    const child = user.start(['cluster', 'create', CLUSTER, ...user.choice])
    await Promise.race([child, sleep(seconds * 1000)])
    child.kill(signal)
    const {exitCode, signal: endedBy, stderr} = await child
    // Before kina listens for it, Ctrl-C ends the program as any other; a shell says 130 then, too.
    return {exitCode: exitCode ?? (endedBy === 'SIGINT' ? 130 : -1), stderr: String(stderr)}
  }

  async function deleteWithoutTrace(): Promise<void> {
    const {exitCode, all} = await user.kina(['cluster', 'delete', CLUSTER])
    assert.equal(exitCode, 0, all)
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    const merged = await readFile(join(user.home, '.kube', 'config'), 'utf8').catch(() => '')
    assert.doesNotMatch(merged, new RegExp(CLUSTER))
  }
}, {wanted: 'all'})
