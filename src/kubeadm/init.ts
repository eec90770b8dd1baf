import {createHash, X509Certificate} from 'node:crypto'
import {parse} from 'yaml'
import type {ClusterPlan, Node} from '../contract/index.js'
import {writeFiles} from '../node/write-file.js'
import {kubernetesFacts} from '../plan/kubernetes-versions.js'
import type {Progress} from '../report/step.js'
import {settled} from '../settled.js'
import {clusterDocument, initDocuments, PATCH_DIRECTORY, type JoinSecrets, type KnownSecrets} from './documents.js'
import {placeKubeletCertificate} from './kubelet-certificates.js'
import {LOCAL_CONFIGS, pointAtLocal} from './local-server.js'
import {CLUSTER_FILE, CONFIG_FILE, runKubeadm} from './run.js'
import {controlPlanePatches} from './node-patches.js'

/** What the first control plane gives the rest of the journey. */
export interface InitResult {
  /** The admin's kubeconfig, YAML, as kubeadm wrote it. */
  readonly adminConf: string
  readonly secrets: KnownSecrets
}

/** Runs `kubeadm init` on the first node. CoreDNS is left out: it is installed once service addresses work. */
export async function initControlPlane(plan: ClusterPlan, node: Node, secrets: JoinSecrets, progress: Progress): Promise<InitResult> {
  const planned = plan.nodes[0]
  await writeFiles(node, [
    {path: CONFIG_FILE, text: initDocuments(plan, planned, secrets), mode: 0o600},
    {path: CLUSTER_FILE, text: clusterDocument(plan)},
    ...controlPlanePatches(planned).map(({name, text}) => ({path: `${PATCH_DIRECTORY}/${name}`, text})),
  ])
  progress('certificates', node.name)
  await runKubeadm(node, ['init', 'phase', 'certs', 'all', '--config', CONFIG_FILE], progress)
  await runKubeadm(node, ['init', 'phase', 'kubeconfig', 'all', '--config', CONFIG_FILE], progress)
  await pointAtLocal(node, LOCAL_CONFIGS)
  await placeKubeletCertificate(node)
  const [{stdout: adminConf}] = await settled([node.exec(['cat', '/etc/kubernetes/admin.conf']), startApi(plan, node, secrets, progress)])
  return {adminConf, secrets: {...secrets, caCertHash: caCertHash(adminConf)}}
}

/** The first phase that runs here and needs the API: when it is named, the API answers. */
const FIRST_WITH_API = 'upload-config'

/**
 * Starts kubelet and with it the API; what fills the API then runs at once. In one kubeadm it comes one after the other, and every call from the
 * tenth on waits for a fifth of a second, since its client keeps to five calls a second.
 */
async function startApi(plan: ClusterPlan, node: Node, {certificateKey}: JoinSecrets, progress: Progress): Promise<void> {
  const phase = (...names: string[]) => runKubeadm(node, ['init', 'phase', ...names, '--config', CONFIG_FILE], progress)
  const fill = () => settled([phase('bootstrap-token'), ...(plan.network.kubeProxy === 'none' ? [] : [phase('addon', 'kube-proxy')])])
  let filled: Promise<unknown> | undefined
  const upload = certificateKey === undefined ? [] : ['--upload-certs']
  const init = runKubeadm(node, ['init', '--config', CONFIG_FILE, ...upload, `--skip-phases=${skippedPhases(plan).join(',')}`], (text, name) => {
    if (text === FIRST_WITH_API) {
      filled ??= fill()
      // It is waited for below.
      filled.catch(() => {})
    }
    progress(text, name)
  })
  try {
    await init
  } catch (error) {
    await filled?.catch(() => {})
    throw error
  }
  await (filled ?? fill())
}

/**
 * The preflight is kina's own; certs, kubeconfig and what kubelet-finalize does were before, bootstrap-token and addons come beside it.
 * wait-control-plane waits for the controller manager and the scheduler too, which no phase needs; all of them wait for the API, though not for
 * long where v1beta3 has no way to say how long.
 */
function skippedPhases({kubernetesVersion}: ClusterPlan): string[] {
  const waiting = kubernetesFacts(kubernetesVersion).kubeadmApi === 'v1beta3' ? [] : ['wait-control-plane']
  return ['preflight', 'certs', 'kubeconfig', ...waiting, 'bootstrap-token', 'kubelet-finalize', 'addon', 'show-join-command']
}

/** As kubeadm computes it: SHA-256 of the CA's public key in DER. */
export function caCertHash(adminConf: string): string {
  const config = parse(adminConf) as {clusters: [{cluster: {'certificate-authority-data': string}}]}
  const certificate = new X509Certificate(Buffer.from(config.clusters[0].cluster['certificate-authority-data'], 'base64'))
  const key = certificate.publicKey.export({type: 'spki', format: 'der'})
  return `sha256:${createHash('sha256').update(key).digest('hex')}`
}
