import type {ClusterPlan, Node, NodePlan} from '../contract/index.js'
import {writeFiles} from '../node/write-file.js'
import type {Progress} from '../report/step.js'
import {joinDocuments, PATCH_DIRECTORY, type KnownSecrets} from './documents.js'
import {CONFIG_FILE, runKubeadm} from './run.js'

/** Runs `kubeadm join` on one worker. */
export async function joinNode(plan: ClusterPlan, planned: NodePlan, node: Node, secrets: KnownSecrets, progress: Progress): Promise<void> {
  // kubeadm wants the directory of patches, though a worker has none.
  await writeFiles(node, [{path: CONFIG_FILE, text: joinDocuments(plan, planned, secrets), mode: 0o600}, {path: `${PATCH_DIRECTORY}/README`, text: 'Patches of this node for kubeadm.\n'}])
  await runKubeadm(node, ['join', '--config', CONFIG_FILE, '--skip-phases=preflight'], progress)
}
