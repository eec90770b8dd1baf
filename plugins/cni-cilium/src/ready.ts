import type {ClusterContext, Node} from 'kina/plugin'
import {NAMESPACE} from './helm.js'
import {deploymentProblem, rolloutProblem, type Rollout} from './rollout.js'

/** Written by the agent once it can give pods a network. */
const CONFLIST = '/etc/cni/net.d/05-cilium.conflist'

/** What of Cilium is not ready; null once all is. Why its pods are not is core's to find. */
export async function problem(cluster: ClusterContext): Promise<string | null> {
  return (await rollout(cluster)) ?? (await missingConflist(cluster.nodes))
}

async function rollout({kubectl, nodes}: ClusterContext): Promise<string | null> {
  const get = async (...what: string[]) => (await kubectl(['--namespace', NAMESPACE, 'get', ...what, '--ignore-not-found', '--output', 'json'])).stdout
  const [agents, operator] = await Promise.all([get('daemonset', 'cilium'), get('deployment', 'cilium-operator')])
  if (agents.trim() === '' || operator.trim() === '') return 'Cilium is not installed'
  return rolloutProblem(JSON.parse(agents) as Rollout, nodes.length) ?? deploymentProblem(JSON.parse(operator) as Rollout)
}

async function missingConflist(nodes: readonly Node[]): Promise<string | null> {
  const results = await Promise.all(nodes.map((node) => node.exec(['test', '-s', CONFLIST], {allowFailure: true})))
  const without = nodes.filter((_, index) => results[index]?.exitCode !== 0).map(({name}) => name)
  return without.length === 0 ? null : `no ${CONFLIST} yet on ${without.join(', ')}`
}
