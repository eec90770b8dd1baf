import type {ClusterPlan, Node, NodePlan} from '../contract/index.js'
import {writeFile} from '../node/write-file.js'
import {joinDocuments, PATCH_DIRECTORY, type JoinSecrets} from './documents.js'
import {CONFIG_FILE, runKubeadm} from './run.js'

/** Runs `kubeadm join` on one worker. */
export async function joinNode(plan: ClusterPlan, planned: NodePlan, node: Node, secrets: Required<JoinSecrets>, progress: (text: string) => void): Promise<void> {
  await Promise.all([writeFile(node, CONFIG_FILE, joinDocuments(plan, planned, secrets), '0600'), node.exec(['mkdir', '-p', PATCH_DIRECTORY])])
  await runKubeadm(node, ['join', '--config', CONFIG_FILE, '--skip-phases=preflight'], progress)
}
