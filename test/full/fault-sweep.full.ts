import assert from 'node:assert/strict'
import {access, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {newUser, type User} from '../e2e/kina.js'
import {overRuntimes} from '../e2e/over-runtimes.js'

const CLUSTER = 'e2e-sweep'
/** As parts of the time that a create takes here. */
const MOMENTS = Array.from({length: 14}, (_, i) => (i + 0.3) / 14)

/** Whatever the moment, a create that is cut short leaves what one command removes, or nothing. */
await overRuntimes('creations cut short at every moment', (place) => {
  let user: User
  /** Of a create that is let alone, in seconds. */
  let whole = 0
  before(async () => {
    user = await newUser(place)
    const since = performance.now()
    await create()
    whole = (performance.now() - since) / 1000
    await deleteWithoutTrace()
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    await user.leave()
  })

  // What differs elsewhere is how long each part takes: every third moment will do.
  for (const moment of MOMENTS.filter((_, i) => place.byDefault || i % 3 === 0)) {
    const title = `${Math.round(moment * 100)}% of a create`
    it(`kill -9 after ${title}: one delete leaves nothing`, async () => {
      await cut('SIGKILL', moment)
      await deleteWithoutTrace()
    })

    it(`Ctrl-C after ${title}: nothing is left, or the cluster is kept and kina says so`, async () => {
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
    await create()
    await deleteWithoutTrace()
  })

  async function create(): Promise<void> {
    const {exitCode, all} = await user.kina(['cluster', 'create', CLUSTER, ...user.choice])
    assert.equal(exitCode, 0, all)
  }

  async function cut(signal: 'SIGKILL' | 'SIGINT', moment: number): Promise<{exitCode: number; stderr: string}> {
    const child = user.start(['cluster', 'create', CLUSTER, ...user.choice])
    await Promise.race([child, sleep(moment * whole * 1000)])
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
