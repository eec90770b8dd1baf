import assert from 'node:assert/strict'
import type {Rule} from '../suite/rule.js'
import type {Bench} from './bench.js'
import {withPodNetwork} from './pod-network.js'
import {podNetworkRules} from './pod-network-rules.js'

/** What has to work again on a node whose daemons are new: that a pod gets an address, and that it is reached. */
const AFTER_RESTART = podNetworkRules.slice(0, 3)

/** What pods reach, and what stays so. */
export function networkRules({harness, installed, network}: Bench): Rule[] {
  return [
    ...podNetworkRules.map(({rule: title, only}) => ({
      title,
      async hold() {
        const result = (await network()).find(({rule}) => rule === title)
        if (!result) return only === 'outside' ? 'the harness names nothing outside' : 'the cluster has a single node'
        assert.ok(result.ok, result.detail)
        return undefined
      },
    })),
    {
      title: 'a pod gets an address, and is reached, after kubelet and containerd were restarted',
      async hold() {
        const {cluster} = await installed()
        const restarted = cluster.nodes.at(-1) ?? cluster.nodes[0]
        await restarted.exec(['systemctl', 'restart', 'containerd.service', 'kubelet.service'])
        const applicable = AFTER_RESTART.filter(({only}) => only === undefined || cluster.nodes.length > 1)
        const problems = await withPodNetwork(cluster, harness, async (net) => Promise.all(applicable.map(({check}) => check(net))))
        assert.deepEqual(problems.flat(), [])
      },
    },
  ]
}
