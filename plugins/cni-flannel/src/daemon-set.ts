import {createHash} from 'node:crypto'
import type {NetworkPlan} from 'kina/plugin'
import type {ImageRefs} from './images.js'
import type {KubernetesObject} from './manifest.js'

export interface DaemonSetInput {
  readonly namespace: string
  readonly network: NetworkPlan
  readonly images: ImageRefs
  /** Of the ConfigMap: a change of it replaces the pods. */
  readonly data: Readonly<Record<string, string>>
}

/** Puts the end of a failed program's log into the pod's status, where `ready` finds it. */
const LAST_WORDS = 'FallbackToLogsOnError'

/**
 * Runs beside flanneld, where upstream has init containers: the end of each of those costs a second until kubelet looks. Once flanneld has the
 * node's subnet, and not before as upstream does, it puts the conflist where it makes the node Ready: pods that come without the subnet fail, and wait
 * out 10 s and more before they are tried again. Then it has nothing to do, and a container of a DaemonSet may not end.
 */
const INSTALL = `trap 'exit 0' TERM
set -e
cp -f /flannel /opt/cni/bin/flannel
until [ -s /run/flannel/subnet.env ]; do sleep 0.1; done
cp -f /etc/kube-flannel/cni-conf.json /etc/cni/net.d/10-flannel.conflist
sleep infinity & wait`

/** flanneld on every node, and what copies its CNI program and its conflist there. */
export function daemonSet({namespace, network, images, data}: DaemonSetInput): KubernetesObject {
  const labels = {app: 'flannel', tier: 'node'}
  const digest = createHash('sha256').update(JSON.stringify(data)).digest('hex')
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {name: 'kube-flannel-ds', namespace, labels: {...labels, 'k8s-app': 'flannel'}},
    spec: {
      selector: {matchLabels: {app: 'flannel'}},
      template: {metadata: {labels, annotations: {'kina-cni-flannel/configuration': digest}}, spec: podSpec(network, images)},
    },
  }
}

function podSpec({endpoint}: NetworkPlan, images: ImageRefs): KubernetesObject {
  return {
    hostNetwork: true,
    // The node's own resolver: it knows the API endpoint's name, and needs no pod network.
    dnsPolicy: 'Default',
    priorityClassName: 'system-node-critical',
    serviceAccountName: 'flannel',
    nodeSelector: {'kubernetes.io/os': 'linux'},
    tolerations: [{operator: 'Exists'}],
    containers: [flanneld(images.flannel, endpoint), installer(images.cniPlugin)],
    volumes: [
      {name: 'run', hostPath: {path: '/run/flannel', type: 'DirectoryOrCreate'}},
      {name: 'cni-plugin', hostPath: {path: '/opt/cni/bin', type: 'DirectoryOrCreate'}},
      {name: 'cni', hostPath: {path: '/etc/cni/net.d', type: 'DirectoryOrCreate'}},
      {name: 'flannel-cfg', configMap: {name: 'kube-flannel-cfg'}},
      {name: 'xtables-lock', hostPath: {path: '/run/xtables.lock', type: 'FileOrCreate'}},
    ],
  }
}

function flanneld(image: string, endpoint: string): KubernetesObject {
  const field = (name: string, fieldPath: string) => ({name, valueFrom: {fieldRef: {fieldPath}}})
  return {
    name: 'kube-flannel',
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['/opt/bin/flanneld'],
    args: ['--ip-masq', '--kube-subnet-mgr'],
    env: [
      field('POD_NAME', 'metadata.name'),
      field('POD_NAMESPACE', 'metadata.namespace'),
      field('NODE_NAME', 'spec.nodeName'),
      // The kubelet would set the service's address here, which nothing answers before kube-proxy has written its rules; flanneld would
      // wait out a time-out of 30 s. The endpoint's name is in the API server's certificate, and works from the first moment.
      {name: 'KUBERNETES_SERVICE_HOST', value: endpoint},
      {name: 'KUBERNETES_SERVICE_PORT', value: '6443'},
      {name: 'EVENT_QUEUE_DEPTH', value: '5000'},
    ],
    resources: {requests: {cpu: '100m', memory: '50Mi'}},
    securityContext: {privileged: false, capabilities: {add: ['NET_ADMIN', 'NET_RAW']}},
    terminationMessagePolicy: LAST_WORDS,
    volumeMounts: [mount('run', '/run/flannel'), mount('flannel-cfg', '/etc/kube-flannel/'), mount('xtables-lock', '/run/xtables.lock')],
  }
}

function installer(image: string): KubernetesObject {
  return {
    name: 'install-cni',
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/sh', '-c', INSTALL],
    terminationMessagePolicy: LAST_WORDS,
    volumeMounts: [mount('cni-plugin', '/opt/cni/bin'), mount('cni', '/etc/cni/net.d'), mount('run', '/run/flannel'), mount('flannel-cfg', '/etc/kube-flannel/')],
  }
}

function mount(name: string, mountPath: string): KubernetesObject {
  return {name, mountPath}
}
