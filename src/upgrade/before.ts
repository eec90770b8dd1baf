import {parse, stringify} from 'yaml'
import type {Node} from '../contract/index.js'
import {API_PORT} from '../kubeadm/documents.js'
import {kubernetesFacts} from '../plan/kubernetes-versions.js'
import {controlPlanes} from '../plan/roles.js'
import {persist, type Asked} from './persist.js'

const SYSTEM = ['--namespace', 'kube-system'] as const

/** What kubeadm reads in the cluster and what has to be right before it does: addresses of now, and what a newer kubelet has to be told. */
export async function prepareCluster(api: Asked, nodes: readonly Node[], version: string): Promise<void> {
  await Promise.all(controlPlanes(nodes).map((node) => nameAddress(api, node)))
  await allowCgroupV1(api, version)
  await ownDns(api)
}

/** A kubeadm that was told to leave CoreDNS to kina when the cluster was made has written down that there is none; newer ones then leave it as it is. */
async function ownDns(api: Asked): Promise<void> {
  const text = await persist(api, [...SYSTEM, 'get', 'configmap', 'kubeadm-config', '--output', 'jsonpath={.data.ClusterConfiguration}'])
  const dns = await persist(api, [...SYSTEM, 'get', 'deployment', 'coredns', '--ignore-not-found', '--output', 'name'])
  const configuration = dns === '' ? null : withDns(text)
  if (configuration !== null) await persist(api, [...SYSTEM, 'patch', 'configmap', 'kubeadm-config', '--type=merge', '--patch', JSON.stringify({data: {ClusterConfiguration: configuration}})])
}

/** kubeadm's ClusterConfiguration with its DNS; null when it is not told to leave it alone. Pure. */
export function withDns(text: string): string | null {
  const configuration = parse(text) as {dns?: {disabled?: boolean}}
  if (configuration.dns?.disabled !== true) return null
  const {disabled, ...dns} = configuration.dns
  return stringify({...configuration, dns})
}

/**
 * kubeadm writes an API server's address of the moment into an annotation of its pod, and reads it there at an upgrade. A node may have come back
 * with another one since; nothing else of the cluster bears it.
 */
async function nameAddress(api: Asked, node: Node): Promise<void> {
  const [address] = await node.addresses()
  const annotation = `kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint=${address}:${API_PORT}`
  await persist(api, [...SYSTEM, 'annotate', 'pod', `kube-apiserver-${node.name}`, annotation, '--overwrite'])
}

/** In the configuration that all kubelets get from kubeadm, where the version knows it and nobody has said otherwise. */
async function allowCgroupV1(api: Asked, version: string): Promise<void> {
  if (!kubernetesFacts(version).failCgroupV1Field) return
  const text = await persist(api, [...SYSTEM, 'get', 'configmap', 'kubelet-config', '--output', 'jsonpath={.data.kubelet}'])
  const kubelet = withCgroupV1(text)
  if (kubelet !== null) await persist(api, [...SYSTEM, 'patch', 'configmap', 'kubelet-config', '--type=merge', '--patch', JSON.stringify({data: {kubelet}})])
}

/** kubelet's configuration with leave to run on cgroup v1; null when it says something about that already. Pure. */
export function withCgroupV1(text: string): string | null {
  const configuration = parse(text) as Record<string, unknown>
  return 'failCgroupV1' in configuration ? null : stringify({...configuration, failCgroupV1: false})
}
