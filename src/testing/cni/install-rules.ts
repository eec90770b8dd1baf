import assert from 'node:assert/strict'
import type {Rule} from '../suite/rule.js'
import type {Bench} from './bench.js'
import {clusterState} from './cluster-state.js'
import {cutOff} from './cut-off.js'
import {assertUnmet, look, untilMet} from './look.js'

/** After so many calls an install is interrupted: before its first one, and at ever later ones until it is through. */
const CUTS = [0, 1, 2, 3, 5, 8, 13, 21, 34]

/** From a cluster without pods' network to one that has it. */
export function installRules({harness, load, cluster, without, installed}: Bench): Rule[] {
  return [
    {
      title: 'ready is unmet with a reason before install',
      async hold() {
        const bare = await without()
        if (bare === null) return 'the harness offers no cluster on which neither place nor install was called'
        assertUnmet(await look(await load(), bare))
        return undefined
      },
    },
    {
      title: 'install completes what an interrupted one has begun',
      async hold() {
        const cni = await load()
        for (const calls of CUTS) {
          const cut = cutOff(cluster(), calls)
          await cni.install(cut.cluster).catch((error: unknown) => assert.ok(cut.happened(), error as Error))
          await cut.settled()
          if (!cut.happened()) break
        }
        await cni.install(cluster())
        await untilMet(cni, cluster(), harness.readySeconds ?? 120)
      },
    },
    {
      title: 'ready is met after install',
      async hold() {
        const {cni, cluster: ready} = await installed()
        assert.deepEqual(await cni.ready(ready), {met: true})
      },
    },
    {
      title: 'a second install changes nothing',
      async hold() {
        const {cni, cluster: ready} = await installed()
        const before = await clusterState(ready)
        await cni.install(ready)
        assert.deepEqual(await clusterState(ready), before)
        assert.deepEqual(await cni.ready(ready), {met: true})
      },
    },
  ]
}
