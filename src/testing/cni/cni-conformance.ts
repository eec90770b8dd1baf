import assert from 'node:assert/strict'
import {setTimeout as sleep} from 'node:timers/promises'
import type {ClusterContext, CniInstaller, Condition, Registration} from '../contract/index.js'
import {checkPodNetwork} from './cni-conformance-check.js'
import {assertComplete, assertPure, exampleInput, type NeedsInput} from './cni-conformance-needs.js'
import type {PodNetworkOptions} from './cni-conformance-network.js'
import {podNetworkRules} from './cni-conformance-rules.js'
import {clusterState} from './cni-conformance-state.js'

export {checkPodNetwork, type PodNetworkResult} from './cni-conformance-check.js'
export type {NeedsInput} from './cni-conformance-needs.js'
export type {PodNetworkOptions} from './cni-conformance-network.js'

export interface CniHarness extends PodNetworkOptions {
  /** A cluster planned for this CNI: all nodes joined, its images on them, `place` called. The suite installs. Asked once. */
  cluster(): Promise<ClusterContext>
  /** The same without this CNI: neither `place` nor `install` was called. Absent: that rule is skipped. */
  clusterWithout?(): Promise<ClusterContext>
  /** Absent: no options, and a kernel of which nothing is known. */
  readonly needs?: NeedsInput
  /** How long `ready` may stay unmet after `install`. Default: 120. */
  readonly readySeconds?: number
}

/** What every {@link CniInstaller} has to hold, as tests of mocha. Call it at the top of a test file. */
export function cniConformance(registration: Registration<CniInstaller>, harness: CniHarness): void {
  const load = once(() => registration.load())
  const installed = once(async () => {
    const [cni, cluster] = [await load(), await harness.cluster()]
    await cni.install(cluster)
    await untilMet(() => look(cni, cluster), harness.readySeconds ?? 120)
    return {cni, cluster}
  })
  const results = once(async () => checkPodNetwork((await installed()).cluster, harness))

  describe(`CNI ${registration.name}`, () => {
    rule('needs is the same for the same input, and changes nothing of it', async () => assertPure(await load(), harness.needs ?? exampleInput))
    rule('needs has a reason for each kernel feature, and a usable source for each image', async () => {
      const {network, options, kernel} = harness.needs ?? exampleInput
      await assertComplete((await load()).needs(network, options, kernel))
    })
    rule('ready is unmet with a reason before install', async () => {
      if (!harness.clusterWithout) return 'the harness offers no cluster without this CNI'
      assertUnmet(await look(await load(), await harness.clusterWithout()))
    })
    rule('ready is met after install', async () => void (await installed()))
    rule('a second install changes nothing', async () => {
      const {cni, cluster} = await installed()
      const before = await clusterState(cluster)
      await cni.install(cluster)
      assert.deepEqual(await clusterState(cluster), before)
      assert.deepEqual(await cni.ready(cluster), {met: true})
    })
    for (const {rule: name} of podNetworkRules) {
      rule(name, async () => {
        const result = (await results()).find((candidate) => candidate.rule === name)
        if (!result) return 'this cluster or this harness has nothing to check it with'
        assert.ok(result.ok, result.detail)
      })
    }
  })
}

/** As core sees it: a look that throws is unmet. */
async function look(cni: CniInstaller, cluster: ClusterContext): Promise<Condition> {
  return cni.ready(cluster).catch((error: unknown) => ({met: false, reason: error instanceof Error ? error.message : String(error)}))
}

function assertUnmet(condition: Condition): void {
  assert.ok(!condition.met, 'ready is met although nothing was installed')
  assert.notEqual(condition.reason.trim(), '')
}

async function untilMet(ready: () => Promise<Condition>, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const condition = await ready()
    if (condition.met) return
    if (Date.now() > end) assert.fail(`ready is unmet after ${seconds} s: ${condition.reason}`)
    await sleep(500)
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

/** Of mocha, so that its types are no need of whoever imports this. */
declare const describe: (name: string, body: () => void) => void
declare const it: (name: string, body: (this: {skip(): never}) => Promise<void>) => {timeout(milliseconds: number): unknown}

/** A test that may return why it does not apply. */
function rule(name: string, body: () => Promise<string | void>): void {
  it(name, async function () {
    const skipped = await body()
    if (skipped === undefined) return
    console.log(`      skipped: ${skipped}`)
    this.skip()
  }).timeout(10 * 60 * 1000)
}
