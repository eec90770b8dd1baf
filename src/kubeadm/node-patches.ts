import {stringify} from 'yaml'
import type {NodePlan} from '../contract/index.js'

/** A file for kubeadm's patch directory: its name tells kubeadm the target and the patch type. */
export interface PatchFile {
  readonly name: string
  readonly text: string
}

/**
 * What keeps one control plane free of addresses. Patches of this node rather than `extraArgs`, which are cluster-wide: a second
 * control plane would inherit the first one's names.
 */
export function controlPlanePatches(node: NodePlan): PatchFile[] {
  return [
    {name: 'etcd0+json.yaml', text: stringify(etcdArguments(node.name).map(append))},
    {name: 'kube-apiserver0+json.yaml', text: stringify(['livenessProbe', 'readinessProbe', 'startupProbe'].map(probeLocally))},
  ]
}

/** Given after kubeadm's own, which bear the address of the moment; of two equal flags etcd takes the later. */
function etcdArguments(name: string): string[] {
  return [
    '--listen-client-urls=https://0.0.0.0:2379',
    '--listen-peer-urls=https://0.0.0.0:2380',
    `--advertise-client-urls=https://${name}:2379`,
    `--initial-advertise-peer-urls=https://${name}:2380`,
    `--initial-cluster=${name}=https://${name}:2380`,
  ]
}

function append(argument: string): object {
  return {op: 'add', path: '/spec/containers/0/command/-', value: argument}
}

function probeLocally(probe: string): object {
  return {op: 'replace', path: `/spec/containers/0/${probe}/httpGet/host`, value: '127.0.0.1'}
}
