import {stringify} from 'yaml'
import type {ClusterPlan, NodePlan} from '../contract/index.js'
import {kubernetesFacts, type KubernetesFacts} from '../plan/kubernetes-versions.js'
import {controlPlanes} from '../plan/roles.js'
import {applyPatches, type Document} from './user-patches.js'

/** Where the node's own kubeadm patches lie, on the node. */
export const PATCH_DIRECTORY = '/etc/kina/patches'
/** Port of the API server on its node. */
export const API_PORT = 6443
const CRI_SOCKET = 'unix:///run/containerd/containerd.sock'

/** Secrets made when the cluster is made; never part of the plan. */
export interface JoinSecrets {
  /** Bootstrap token, `[a-z0-9]{6}.[a-z0-9]{16}`. */
  readonly token: string
  /** With which the first control plane seals, for two hours, the keys that all control planes share: 32 bytes in hex. Only where another one joins. */
  readonly certificateKey?: string
  /** `sha256:` and the digest of the cluster's CA key, in hex; known after init. */
  readonly caCertHash?: string
}

/** The file for `kubeadm init` on the first node. Pure. */
export function initDocuments(plan: ClusterPlan, node: NodePlan, secrets: JoinSecrets): string {
  const facts = kubernetesFacts(plan.kubernetesVersion)
  return render(plan, node, [clusterConfiguration(plan, facts), initConfiguration(plan, node, facts, secrets), kubelet(plan, facts), kubeProxy(plan)])
}

/** What a node needs to know to join. */
export type KnownSecrets = JoinSecrets & Required<Pick<JoinSecrets, 'caCertHash'>>

/** The file for `kubeadm join` on a worker or another control plane. Pure. */
export function joinDocuments(plan: ClusterPlan, node: NodePlan, secrets: KnownSecrets): string {
  const facts = kubernetesFacts(plan.kubernetesVersion)
  const join = {
    ...typeMeta('kubeadm', facts.kubeadmApi, 'JoinConfiguration'),
    discovery: {bootstrapToken: {token: secrets.token, apiServerEndpoint: `${plan.network.endpoint}:${API_PORT}`, caCertHashes: [secrets.caCertHash]}},
    nodeRegistration: {criSocket: CRI_SOCKET, name: node.name, ...(node.role === 'control-plane' && taints(plan))},
    ...(node.role === 'control-plane' && {controlPlane: {localAPIEndpoint: {bindPort: API_PORT}, certificateKey: secrets.certificateKey}}),
    patches: {directory: PATCH_DIRECTORY},
  }
  return render(plan, node, [join])
}

/** The ClusterConfiguration alone, for calls of kubeadm on a control plane while no API answers. Pure. */
export function clusterDocument(plan: ClusterPlan): string {
  return stringify(patchedClusterConfiguration(plan))
}

/** The ClusterConfiguration with the user's patches: what kubeadm was given. Pure. */
export function patchedClusterConfiguration(plan: ClusterPlan): Document {
  return applyPatches(clusterConfiguration(plan, kubernetesFacts(plan.kubernetesVersion)), plan.kubeadmPatches, plan.nodes[0].kubeadmPatches)
}

function render(plan: ClusterPlan, node: NodePlan, documents: readonly Document[]): string {
  const patched = documents.map((document) => applyPatches(document, plan.kubeadmPatches, node.kubeadmPatches))
  return patched.map((document) => stringify(document)).join('---\n')
}

function clusterConfiguration(plan: ClusterPlan, facts: KubernetesFacts): Document {
  const {network} = plan
  return {
    ...typeMeta('kubeadm', facts.kubeadmApi, 'ClusterConfiguration'),
    kubernetesVersion: plan.kubernetesVersion,
    clusterName: plan.name,
    ...(facts.encryptionAlgorithmField && {encryptionAlgorithm: 'ECDSA-P256'}),
    controlPlaneEndpoint: `${network.endpoint}:${API_PORT}`,
    apiServer: {
      // 0.0.0.0 makes the API server find its address at every start, so that none is baked in.
      ...extraArgs(facts, {'advertise-address': '0.0.0.0'}),
      certSANs: ['localhost', '127.0.0.1', plan.api.hostAddress, network.endpoint].filter((san, i, all) => san !== '0.0.0.0' && all.indexOf(san) === i),
    },
    controllerManager: extraArgs(facts, {
      // The plan gives every node its part of the pods' CIDR, so that a CNI may be configured before the node joins.
      'allocate-node-cidrs': 'false',
      'leader-elect': leaderElect(plan),
      // Its controllers start one after the other, held up by the client's default of 20 requests a second: 4 s until pods are made.
      'kube-api-qps': '200',
      'kube-api-burst': '400',
    }),
    scheduler: extraArgs(facts, {'leader-elect': leaderElect(plan)}),
    networking: {podSubnet: network.podCidrs.join(','), serviceSubnet: network.serviceCidrs.join(','), dnsDomain: network.dnsDomain},
  }
}

function initConfiguration(plan: ClusterPlan, node: NodePlan, facts: KubernetesFacts, {token, certificateKey}: JoinSecrets): Document {
  return {
    ...typeMeta('kubeadm', facts.kubeadmApi, 'InitConfiguration'),
    bootstrapTokens: [{token}],
    ...(certificateKey !== undefined && {certificateKey}),
    localAPIEndpoint: {bindPort: API_PORT},
    nodeRegistration: {criSocket: CRI_SOCKET, name: node.name, ...taints(plan)},
    patches: {directory: PATCH_DIRECTORY},
    // How long the API may take to its first answer; kubeadm's own minute is for one that is there.
    ...(facts.kubeadmApi === 'v1beta4' && {timeouts: {kubernetesAPICall: '4m0s'}}),
  }
}

/** Without workers control planes take pods: they never get the taint, instead of losing it later. */
function taints(plan: ClusterPlan): {taints?: []} {
  return plan.nodes.some(({role}) => role === 'worker') ? {} : {taints: []}
}

function kubelet(plan: ClusterPlan, facts: KubernetesFacts): Document {
  return {
    ...typeMeta('kubelet', 'v1beta1', 'KubeletConfiguration'),
    cgroupDriver: 'systemd',
    cgroupRoot: '/kubelet',
    clusterDomain: plan.network.dnsDomain,
    failSwapOn: false,
    ...(facts.failCgroupV1Field && {failCgroupV1: false}),
    serverTLSBootstrap: true,
    // A node shares the disk of the machine it runs on: its fullness says nothing about the cluster.
    imageGCHighThresholdPercent: 100,
    evictionHard: {'memory.available': '0%', 'nodefs.available': '0%', 'nodefs.inodesFree': '0%', 'imagefs.available': '0%'},
    // Static pods, their place in the API and their status at once instead of after the defaults of 20 s, 1 min and 10 s.
    fileCheckFrequency: '1s',
    syncFrequency: '2s',
    nodeStatusUpdateFrequency: '2s',
  }
}

function kubeProxy(plan: ClusterPlan): Document {
  return {
    ...typeMeta('kubeproxy', 'v1alpha1', 'KubeProxyConfiguration'),
    ...(plan.network.kubeProxy !== 'none' && {mode: plan.network.kubeProxy}),
    // Limits of connection tracking belong to the host's kernel, which a node may not set.
    conntrack: {maxPerCore: 0},
  }
}

function leaderElect(plan: ClusterPlan): string {
  return String(controlPlanes(plan.nodes).length > 1)
}

/** v1beta4 has a list of names and values where v1beta3 has a map. */
function extraArgs(facts: KubernetesFacts, args: Readonly<Record<string, string>>): {extraArgs: unknown} {
  return {extraArgs: facts.kubeadmApi === 'v1beta3' ? args : Object.entries(args).map(([name, value]) => ({name, value}))}
}

function typeMeta(group: 'kubeadm' | 'kubelet' | 'kubeproxy', version: string, kind: string): {apiVersion: string; kind: string} {
  const name = group === 'kubeadm' ? 'kubeadm' : `${group}.config`
  return {apiVersion: `${name}.k8s.io/${version}`, kind}
}
