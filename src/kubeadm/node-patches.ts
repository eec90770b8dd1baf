import {stringify} from 'yaml'
import type {NodePlan} from '../contract/index.js'

/** A file for kubeadm's patch directory: its name tells kubeadm the target and the patch type. */
export interface PatchFile {
  readonly name: string
  readonly text: string
}

/**
 * What keeps one control plane free of addresses, and soon started. Patches of this node rather than `extraArgs`, which are cluster-wide: a second
 * control plane would inherit the first one's names.
 */
export function controlPlanePatches(node: NodePlan, {joins = false}: {joins?: boolean} = {}): PatchFile[] {
  const extra: Readonly<Record<string, readonly object[]>> = {
    etcd: [...etcdArguments(node.name, joins).map(append), advertiseByName(node.name), ...liveHosts],
    'kube-apiserver': ['livenessProbe', 'readinessProbe', 'startupProbe'].map(probeLocally),
  }
  return STATIC_PODS.map((name) => ({name: `${name}0+json.yaml`, text: stringify([...(extra[name] ?? []), ...startSoon])}))
}

/** Of a control plane; in the API a node's name follows. */
export const STATIC_PODS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']

/**
 * kubeadm lets 10 s pass before the first look and between looks, and the kubelet, which it restarts, a random part of that more: for so
 * long the control plane's pods count as not started. Ten times as many tries keep the total time.
 */
const startSoon = [
  {op: 'replace', path: '/spec/containers/0/startupProbe/initialDelaySeconds', value: 0},
  {op: 'replace', path: '/spec/containers/0/startupProbe/periodSeconds', value: 1},
  {op: 'replace', path: '/spec/containers/0/startupProbe/failureThreshold', value: 240},
]

/** Given after kubeadm's own, which bear the address of the moment; of two equal flags etcd takes the later. */
function etcdArguments(name: string, joins: boolean): string[] {
  return [
    '--listen-client-urls=https://0.0.0.0:2379',
    '--listen-peer-urls=https://0.0.0.0:2380',
    `--advertise-client-urls=https://${name}:2379`,
    `--initial-advertise-peer-urls=https://${name}:2380`,
    // One that joins has kubeadm's list of the members of the moment, which etcd compares by what the names mean; read at its first start only.
    ...(joins ? [] : [`--initial-cluster=${name}=https://${name}:2380`]),
  ]
}

/** Where kubeadm looks for etcd when another control plane joins. */
function advertiseByName(name: string): object {
  return {op: 'replace', path: '/metadata/annotations/kubeadm.kubernetes.io~1etcd.advertise-client-urls', value: `https://${name}:2379`}
}

/**
 * The node's own /etc/hosts rather than kubelet's copy of it, which is made once for each container: where a runtime has no name server, the
 * other control planes stand there, and get other addresses when they are started again.
 */
const liveHosts = [
  {op: 'add', path: '/spec/volumes/-', value: {name: 'node-hosts', hostPath: {path: '/etc/hosts', type: 'File'}}},
  {op: 'add', path: '/spec/containers/0/volumeMounts/-', value: {name: 'node-hosts', mountPath: '/etc/hosts', readOnly: true}},
]

function append(argument: string): object {
  return {op: 'add', path: '/spec/containers/0/command/-', value: argument}
}

function probeLocally(probe: string): object {
  return {op: 'replace', path: `/spec/containers/0/${probe}/httpGet/host`, value: '127.0.0.1'}
}
