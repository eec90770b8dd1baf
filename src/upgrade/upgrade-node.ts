import type {Node} from '../contract/index.js'
import {CLUSTER_FILE, runKubeadm} from '../kubeadm/run.js'
import {LOCAL_CONFIGS, pointAtLocal} from '../kubeadm/local-server.js'
import {PATCH_DIRECTORY} from '../kubeadm/documents.js'
import {waitApi} from '../kubeadm/wait-api.js'
import {writeFiles} from '../node/write-file.js'
import {kubernetesFacts} from '../plan/kubernetes-versions.js'
import type {Progress} from '../report/step.js'
import {drain, undrain} from './drain.js'
import {installPrograms, UPGRADE_DIRECTORY} from './parts.js'
import type {Asked} from './persist.js'
import {waitUpgraded} from './wait-upgraded.js'

/** On a node that is done, with its version: where an interrupted upgrade goes on. */
const DONE = `${UPGRADE_DIRECTORY}/done`
/** Where every node image says its version. */
const VERSION_FILE = '/kind/version'

export interface NodeUpgrade {
  readonly api: Asked
  readonly node: Node
  /** With the leading v. */
  readonly version: string
  /** The first control plane, where kubeadm does what is of the whole cluster. */
  readonly first: boolean
  /** Whether another node takes the pods that leave this one. */
  readonly elsewhere: boolean
  readonly warn: (text: string) => void
}

/** Whether an earlier try has brought this node to this version. */
export async function isDone(node: Node, version: string): Promise<boolean> {
  const {stdout} = await node.exec(['cat', DONE], {allowFailure: true})
  return stdout.trim() === version
}

/**
 * Brings one node to a version whose programs and images lie on it: kubeadm exchanges the control plane's pods and kubelet's configuration, then
 * pods that can go elsewhere do so, and kubelet is exchanged. Can be done again wherever it has ended.
 */
export async function upgradeNode({api, node, version, first, elsewhere, warn}: NodeUpgrade, progress: Progress): Promise<void> {
  const say = (text: string) => progress(text, node.name)
  await installPrograms(node, ['kubeadm'])
  await runKubeadm(node, ['upgrade', ...(first ? ['apply', version, '--yes', ...withoutPreflight(version)] : ['node', '--skip-phases=preflight']), '--patches', PATCH_DIRECTORY], progress)
  if (node.role === 'control-plane') {
    await pointAtLocal(node, LOCAL_CONFIGS)
    await nameVersion(node, version)
    await waitApi([node], api.signal, say)
  }
  if (elsewhere) {
    say('pods go elsewhere')
    const left = await drain(api, node.name, say)
    if (left.length > 0) warn(`${node.name}: these pods stay where they are, since nothing lets them go: ${left.join(', ')}`)
  }
  await installPrograms(node, ['kubelet', 'kubectl'])
  await node.exec(['systemctl', 'restart', 'kubelet.service'])
  await waitUpgraded({api, node, version}, say)
  await undrain(api, node.name)
  await writeFiles(node, [{path: VERSION_FILE, text: `${version}\n`}, {path: DONE, text: `${version}\n`}])
}

/** The preflight is kina's own, and `kubeadm upgrade plan` has looked too; kubeadm's looks at the machine, which is not a node's. */
function withoutPreflight(version: string): string[] {
  return [kubernetesFacts(version).upgradePhases ? '--skip-phases=preflight' : '--ignore-preflight-errors=all']
}

/** For kubeadm's renewal of certificates at a start of the node, which refuses a configuration of a version too far from its own. */
async function nameVersion(node: Node, version: string): Promise<void> {
  await node.exec(['sed', '-i', `s/^kubernetesVersion: .*/kubernetesVersion: ${version}/`, CLUSTER_FILE])
}
