import type {App} from '../app.js'
import {clusterKubectl} from '../cluster/cluster-context.js'
import type {Step} from '../report/step.js'
import {prepareCluster} from './before.js'
import {snapshotEtcd, SNAPSHOT} from './etcd-snapshot.js'
import type {Upgrade} from './examine.js'
import {isDone, upgradeNode} from './upgrade-node.js'

/**
 * Control planes one after the other, then workers one after the other, so that never more than one node is without its pods, and no kubelet is newer
 * than its API server.
 *
 * @returns names of the nodes that were not done before
 */
export async function upgradeNodes(app: App, {nodes, standing, version}: Upgrade, step: Step): Promise<string[]> {
  const [first] = nodes
  const api = {kubectl: clusterKubectl(first), signal: app.signal}
  await step('etcd', 'Copy of what etcd holds', async (progress) => {
    const written = await snapshotEtcd(first)
    progress(written ? SNAPSHOT : `${SNAPSHOT} is there from an earlier try`, first.name)
    await prepareCluster(api, nodes, version)
  })
  const upgraded: string[] = []
  for (const node of nodes) {
    if (await isDone(node, version)) continue
    const elsewhere = standing.members.some((other) => other.node.name !== node.name && other.ready && other.takesPods)
    await step(`upgrade-${node.name}`, `Node ${node.name}`, (progress) => upgradeNode({api, node, version, first: node === first, elsewhere, warn: app.log.warn}, progress))
    upgraded.push(node.name)
  }
  return upgraded
}
