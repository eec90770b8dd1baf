import {createHash, X509Certificate} from 'node:crypto'
import {parse} from 'yaml'
import type {ClusterPlan, Node} from '../contract/index.js'
import {writeFiles} from '../node/write-file.js'
import type {Progress} from '../report/step.js'
import {API_PORT, initDocuments, PATCH_DIRECTORY, type JoinSecrets} from './documents.js'
import {runKubeadm, CONFIG_FILE} from './run.js'
import {controlPlanePatches} from './node-patches.js'

/** What the first control plane gives the rest of the journey. */
export interface InitResult {
  /** The admin's kubeconfig, YAML, as kubeadm wrote it. */
  readonly adminConf: string
  readonly secrets: Required<JoinSecrets>
}

/** Runs `kubeadm init` on the first node. CoreDNS is left out: it is installed once service addresses work. */
export async function initControlPlane(plan: ClusterPlan, node: Node, secrets: JoinSecrets, progress: Progress): Promise<InitResult> {
  const planned = plan.nodes[0]
  await writeFiles(node, [
    {path: CONFIG_FILE, text: initDocuments(plan, planned, secrets), mode: 0o600},
    ...controlPlanePatches(planned).map(({name, text}) => ({path: `${PATCH_DIRECTORY}/${name}`, text})),
  ])
  progress('certificates', node.name)
  await runKubeadm(node, ['init', 'phase', 'certs', 'all', '--config', CONFIG_FILE], progress)
  await runKubeadm(node, ['init', 'phase', 'kubeconfig', 'all', '--config', CONFIG_FILE], progress)
  // These bear the address of the moment (kubelet's from 1.33 on), and who reads them runs beside the API server anyway.
  const local = ['controller-manager', 'scheduler', 'kubelet'].map((name) => `/etc/kubernetes/${name}.conf`)
  await node.exec(['sed', '-i', `s#server: https://.*#server: https://127.0.0.1:${API_PORT}#`, ...local])
  await runKubeadm(node, ['init', '--config', CONFIG_FILE, `--skip-phases=${skippedPhases(plan).join(',')}`], progress)
  const {stdout: adminConf} = await node.exec(['cat', '/etc/kubernetes/admin.conf'])
  return {adminConf, secrets: {token: secrets.token, caCertHash: caCertHash(adminConf)}}
}

/** The preflight is kina's own; the kubelet-independent phases ran before. */
function skippedPhases(plan: ClusterPlan): string[] {
  return ['preflight', 'certs', 'kubeconfig', 'addon/coredns', ...(plan.network.kubeProxy === 'none' ? ['addon/kube-proxy'] : [])]
}

/** As kubeadm computes it: SHA-256 of the CA's public key in DER. */
function caCertHash(adminConf: string): string {
  const config = parse(adminConf) as {clusters: [{cluster: {'certificate-authority-data': string}}]}
  const certificate = new X509Certificate(Buffer.from(config.clusters[0].cluster['certificate-authority-data'], 'base64'))
  const key = certificate.publicKey.export({type: 'spki', format: 'der'})
  return `sha256:${createHash('sha256').update(key).digest('hex')}`
}
