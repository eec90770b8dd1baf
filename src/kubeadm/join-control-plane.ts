import type {ClusterPlan, Node, NodePlan} from '../contract/index.js'
import {writeFiles} from '../node/write-file.js'
import type {Progress} from '../report/step.js'
import {clusterDocument, joinDocuments, PATCH_DIRECTORY, type KnownSecrets} from './documents.js'
import {LOCAL_CONFIGS, pointAtLocal} from './local-server.js'
import {controlPlanePatches} from './node-patches.js'
import {CLUSTER_FILE, CONFIG_FILE, runKubeadm} from './run.js'

/**
 * Runs `kubeadm join` on one more control plane. Several may join at once: etcd takes one new member at a time, and kubeadm lets the others wait.
 * Its etcd is a member by its address afterwards, see `etcd-members.ts`.
 */
export async function joinControlPlane(plan: ClusterPlan, planned: NodePlan, node: Node, secrets: KnownSecrets, progress: Progress): Promise<void> {
  await writeFiles(node, [
    {path: CONFIG_FILE, text: joinDocuments(plan, planned, secrets), mode: 0o600},
    {path: CLUSTER_FILE, text: clusterDocument(plan)},
    ...controlPlanePatches(planned, {joins: true}).map(({name, text}) => ({path: `${PATCH_DIRECTORY}/${name}`, text})),
  ])
  await runKubeadm(node, ['join', 'phase', 'control-plane-prepare', 'all', '--config', CONFIG_FILE], progress)
  await pointAtLocal(node, LOCAL_CONFIGS.filter((name) => name !== 'kubelet'))
  await runKubeadm(node, ['join', '--config', CONFIG_FILE, '--skip-phases=preflight,control-plane-prepare'], progress)
  // Written by kubelet itself at the end of its bootstrap.
  await pointAtLocal(node, ['kubelet'])
}
