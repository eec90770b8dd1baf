import type {NetworkPlan} from 'kina/plugin'
import {daemonSet} from './daemon-set.js'
import type {ImageRefs} from './images.js'
import type {FlannelOptions} from './options.js'

/** As upstream names it, so that upstream's documentation fits. */
export const NAMESPACE = 'kube-flannel'

export type KubernetesObject = Readonly<Record<string, unknown>>

/** All objects of flannel as one Kubernetes list. Pure. */
export function manifest(network: NetworkPlan, options: FlannelOptions, images: ImageRefs): KubernetesObject {
  const data = configuration(network, options)
  return {apiVersion: 'v1', kind: 'List', items: [namespace, ...rights, configMap(data), daemonSet({namespace: NAMESPACE, network, images, data})]}
}

const labels = {'k8s-app': 'flannel'}

const namespace: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {name: NAMESPACE, labels: {...labels, 'pod-security.kubernetes.io/enforce': 'privileged'}},
}

const rights: readonly KubernetesObject[] = [
  {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'flannel', namespace: NAMESPACE, labels}},
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: {name: 'flannel', labels},
    rules: [
      {apiGroups: [''], resources: ['pods'], verbs: ['get']},
      {apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch']},
      {apiGroups: [''], resources: ['nodes/status'], verbs: ['patch']},
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: {name: 'flannel', labels},
    roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'flannel'},
    subjects: [{kind: 'ServiceAccount', name: 'flannel', namespace: NAMESPACE}],
  },
]

function configMap(data: Readonly<Record<string, string>>): KubernetesObject {
  return {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'kube-flannel-cfg', namespace: NAMESPACE, labels}, data}
}

/** The files flannel reads; keys are their names. Network has to contain every node's pod CIDR. */
function configuration({podCidrs}: NetworkPlan, {port, vni, mtu}: FlannelOptions): Readonly<Record<string, string>> {
  const backend = {Type: 'vxlan', VNI: vni, Port: port, MTU: mtu}
  const plugins = [
    {type: 'flannel', delegate: {hairpinMode: true, isDefaultGateway: true}},
    {type: 'portmap', capabilities: {portMappings: true}},
  ]
  return {
    'cni-conf.json': json({name: 'cbr0', cniVersion: '0.3.1', plugins}),
    'net-conf.json': json({Network: podCidrs[0], EnableNFTables: false, Backend: backend}),
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
