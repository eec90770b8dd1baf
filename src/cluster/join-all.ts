import type {ClusterContext, Node, NodePlan} from '../contract/index.js'
import type {KnownSecrets} from '../kubeadm/documents.js'
import {nameEtcdMember} from '../kubeadm/etcd-members.js'
import {joinControlPlane} from '../kubeadm/join-control-plane.js'
import {joinNode} from '../kubeadm/join.js'
import {showLiveHosts} from '../kubeadm/kube-proxy.js'
import {writeNodeEnv} from '../node/node-env.js'
import type {Progress} from '../report/step.js'
import {setNodeObject} from './node-objects.js'
import {settled} from '../settled.js'

/** All other nodes at once: control planes, which etcd takes one after the other, and workers; the first node's object meanwhile. */
export async function joinAll(cluster: ClusterContext, secrets: KnownSecrets, progress: Progress): Promise<void> {
  const {plan, nodes} = cluster
  const joins = nodes.map(async (node, i) => {
    const planned = plan.nodes.find(({name}) => name === node.name)!
    if (i > 0) await join(cluster, {planned, node, secrets}, progress)
    await setNodeObject(cluster, planned)
  })
  await settled([...joins, showLiveHosts(cluster)])
}

export interface Joining {
  readonly planned: NodePlan
  readonly node: Node
  readonly secrets: KnownSecrets
}

/** One node of the plan that was made and has no part in the cluster yet. */
export async function join(cluster: ClusterContext, {planned, node, secrets}: Joining, progress: Progress): Promise<void> {
  const {plan, signal} = cluster
  if (planned.role !== 'control-plane') return joinNode(plan, planned, node, secrets, progress)
  await joinControlPlane(plan, planned, node, secrets, progress)
  await nameEtcdMember(node, signal)
  // From now on the cluster's name means the API server beside it; kubelet reads its kubeconfig at its start only.
  await writeNodeEnv(node, plan, {hasApi: true})
  await node.exec(['systemctl', 'restart', 'kubelet.service'])
}
