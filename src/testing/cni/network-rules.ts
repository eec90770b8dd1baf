import assert from 'node:assert/strict'
import type {Rule} from '../suite/rule.js'
import type {Bench} from './bench.js'
import {withPodNetwork} from './pod-network.js'
import {podNetworkRules} from './pod-network-rules.js'
import {policyRule} from './policy-rule.js'

/** What has to work again on a node whose daemons are new: that a pod gets an address, and that it is reached. */
const AFTER_RESTART = podNetworkRules.slice(0, 3)

/** What pods reach, and what stays so. */
export function networkRules(bench: Bench): Rule[] {
  const {harness, cluster, installed, network} = bench
  return [
    ...podNetworkRules.map(({rule: title, only, check}) => ({
      title,
      async hold() {
        if (only === 'outside' && !harness.outside) return 'the harness names nothing outside'
        if (only === 'several-nodes' && cluster().nodes.length === 1) return 'the cluster has a single node'
        const problems = await check(await network())
        assert.equal(problems.length, 0, problems.join('\n'))
        return undefined
      },
    })),
    policyRule(bench),
    {
      title: 'a pod gets an address, and is reached, after kubelet and containerd were restarted',
      async hold() {
        const {cluster: own} = await installed()
        const restarted = own.nodes.at(-1) ?? own.nodes[0]
        await restarted.exec(['systemctl', 'restart', 'containerd.service', 'kubelet.service'])
        const applicable = AFTER_RESTART.filter(({only}) => only === undefined || own.nodes.length > 1)
        const problems = await withPodNetwork(own, harness, async (net) => Promise.all(applicable.map(({check}) => check(net))))
        assert.equal(problems.flat().length, 0, problems.flat().join('\n'))
      },
    },
  ]
}
