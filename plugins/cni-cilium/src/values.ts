import type {ClusterPlan} from 'kina/plugin'
import type {CiliumOptions, Values} from './options.js'

export interface ValuesInput {
  readonly plan: Pick<ClusterPlan, 'name' | 'network'>
  readonly options: CiliumOptions
  /** Nodes are containers whose cgroup v2 root is that of the machine, so that other clusters' nodes share it. */
  readonly sharedCgroup: boolean
}

/** Port of the API server on its node. */
const API_PORT = 6443

/** Values for the chart: kina's, then those of options, then the user's own. Pure. */
export function chartValues({plan, options, sharedCgroup}: ValuesInput): Values {
  return [base(plan), services(plan, options.kubeProxyReplacement, sharedCgroup), chosen(options), options.values ?? {}].reduce(merge)
}

function base({name, network}: ValuesInput['plan']): Values {
  return {
    cluster: {name: clusterName(name)},
    // The service's address would be Cilium's own work. The endpoint's name is in the API server's certificate, leads to a control plane
    // that runs, and stays right when nodes come back with other addresses.
    k8sServiceHost: network.endpoint,
    k8sServicePort: API_PORT,
    // Images that were brought into a node have no digest of a registry. Pods read their configuration when they start: a changed one ends them.
    image: {useDigest: false, pullPolicy: 'IfNotPresent'},
    rollOutCiliumPods: true,
    operator: {replicas: 1, image: {useDigest: false, pullPolicy: 'IfNotPresent'}, rollOutPods: true},
    envoy: {enabled: false, image: {useDigest: false, pullPolicy: 'IfNotPresent'}, rollOutPods: true},
    // Nodes have their part of the pods' CIDR from the plan.
    ipam: {mode: 'kubernetes'},
    routingMode: 'tunnel',
    tunnelProtocol: 'vxlan',
    ipv6: {enabled: false},
    l7Proxy: false,
    hubble: {enabled: false},
    // What a node's runtime may withhold cannot be granted pod by pod: resources are limited by the node itself.
    securityContext: {privileged: true},
  }
}

function services({network}: ValuesInput['plan'], wanted: boolean | undefined, sharedCgroup: boolean): Values {
  if (wanted && network.kubeProxy !== 'none') throw new Error('kube-proxy is in this cluster: Cilium takes its place only in a new one, made with kubeProxyReplacement=true')
  // Without kube-proxy's replacement a pod's hostPort is the work of the program that also serves ptp and flannel.
  if (network.kubeProxy !== 'none') return {kubeProxyReplacement: false, cni: {chainingMode: 'portmap'}}
  return {
    kubeProxyReplacement: true,
    bpf: {masquerade: true},
    // Programs at a shared root see connections of every cluster on the machine, and of the machine. Those of a node's own network
    // namespace are told apart by the namespace; services of pods are then translated at the pod's link.
    ...(sharedCgroup && {socketLB: {hostNamespaceOnly: true}}),
  }
}

function chosen({mtu, hubble, l2Announcements, ingress, gateway}: CiliumOptions): Values {
  return {
    ...(mtu !== undefined && {MTU: mtu}),
    // Only the agent's own socket: no certificates that a second install would make anew.
    ...(hubble && {hubble: {enabled: true, tls: {enabled: false}, relay: {enabled: false}}}),
    ...(l2Announcements && {l2announcements: {enabled: true}}),
    ...((ingress || gateway) && {l7Proxy: true, envoy: {enabled: true}}),
    ...(ingress && {ingressController: {enabled: true, default: true}}),
    ...(gateway && {gatewayAPI: {enabled: true}}),
  }
}

/** Cilium takes at most 32 characters. */
function clusterName(name: string): string {
  return name.slice(0, 32).replace(/-+$/, '')
}

/** As Helm merges files of values: objects by key, all else replaced. */
function merge(below: Values, above: Values): Values {
  const merged: Record<string, unknown> = {...below}
  for (const [key, value] of Object.entries(above)) {
    const other = merged[key]
    merged[key] = isValues(value) && isValues(other) ? merge(other, value) : value
  }
  return merged
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
