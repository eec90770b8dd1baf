import {createHash, X509Certificate} from 'node:crypto'
import {parse} from 'yaml'
import type {ClusterPlan, Node} from '../contract/index.js'
import {writeFiles} from '../node/write-file.js'
import type {Progress} from '../report/step.js'
import {clusterDocument, initDocuments, PATCH_DIRECTORY, type JoinSecrets, type KnownSecrets} from './documents.js'
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
  const upload = secrets.certificateKey === undefined ? [] : ['--upload-certs']
  await runKubeadm(node, ['init', '--config', CONFIG_FILE, ...upload, `--skip-phases=${skippedPhases(plan).join(',')}`], progress)
  const {stdout: adminConf} = await node.exec(['cat', '/etc/kubernetes/admin.conf'])
  return {adminConf, secrets: {...secrets, caCertHash: caCertHash(adminConf)}}
}

/** The preflight is kina's own; the kubelet-independent phases ran before. */
function skippedPhases(plan: ClusterPlan): string[] {
  return ['preflight', 'certs', 'kubeconfig', 'addon/coredns', ...(plan.network.kubeProxy === 'none' ? ['addon/kube-proxy'] : [])]
}

/** As kubeadm computes it: SHA-256 of the CA's public key in DER. */
export function caCertHash(adminConf: string): string {
  const config = parse(adminConf) as {clusters: [{cluster: {'certificate-authority-data': string}}]}
  const certificate = new X509Certificate(Buffer.from(config.clusters[0].cluster['certificate-authority-data'], 'base64'))
  const key = certificate.publicKey.export({type: 'spki', format: 'der'})
  return `sha256:${createHash('sha256').update(key).digest('hex')}`
}
