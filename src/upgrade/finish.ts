import type {App} from '../app.js'
import {changeRecord} from '../cluster/cni-record.js'
import {clusterKubectl} from '../cluster/cluster-context.js'
import {exportStarted} from '../cluster/export-kubeconfig.js'
import {noteKubernetes} from '../cluster/version-record.js'
import {ownKubeconfigPath} from '../kubeconfig/paths.js'
import {contextName} from '../plan/names.js'
import {endpointNode} from '../plan/roles.js'
import type {Step} from '../report/step.js'
import {expectedOf, tuneAddons, usesKubeProxy, waitSettled} from './after.js'
import type {Upgrade} from './examine.js'
import {forgetParts} from './parts.js'

/** What follows once every node has its new version: what kina adds to kubeadm's pods, credentials, what is written down of the cluster, and no remains. */
export async function finishUpgrade(app: App, {cluster, nodes, version, image}: Upgrade, step: Step): Promise<void> {
  const {name} = cluster
  const [first] = nodes
  const api = {kubectl: clusterKubectl(first), signal: app.signal}
  const expected = expectedOf(nodes, await usesKubeProxy(api))
  await step('addons', 'kube-proxy and CoreDNS', () => tuneAddons(api, expected))
  await step('kubeconfig', `Kubeconfig, context ${contextName(name)}`, () => exportStarted(app, cluster, {first, endpoint: endpointNode(cluster.nodes)!}))
  await step('ready', 'Ready', (progress) => waitSettled({name, kubeconfig: ownKubeconfigPath(name, app.home), expected, signal: app.signal}, progress))
  await changeRecord(api.kubectl, {kubernetesVersion: version, image: {ref: image, own: true}})
  await noteKubernetes(app, cluster, version)
  // The first last: as long as its copy of etcd is there, an upgrade is not over.
  for (const node of nodes.toReversed()) await forgetParts(node)
}
