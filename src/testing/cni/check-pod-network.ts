import type {ClusterContext} from '../../contract/index.js'
import {type PodNetworkOptions, withPodNetwork} from './pod-network.js'
import {podNetworkRules} from './pod-network-rules.js'

/**
 * Starts test pods, checks every rule that applies to the cluster, and removes the pods again.
 * @throws when the pods do not become ready; the message has their events
 */
export async function checkPodNetwork(cluster: ClusterContext, options: PodNetworkOptions = {}): Promise<PodNetworkResult[]> {
  const given = {'several-nodes': cluster.nodes.length > 1, outside: options.outside !== undefined}
  return withPodNetwork(cluster, options, async (net) => {
    const results: PodNetworkResult[] = []
    for (const {rule: name, only, check} of podNetworkRules) {
      if (only && !given[only]) continue
      const problems = await check(net)
      results.push({rule: name, ok: problems.length === 0, detail: problems.join('\n')})
    }
    return results
  })
}

export interface PodNetworkResult {
  readonly rule: string
  readonly ok: boolean
  /** What does not work, one line each; empty when all does. */
  readonly detail: string
}
