import {IMAGE} from './image.js'
import {GUARDED, guardName, LABEL, OPEN, strangersOf} from './names.js'
import {pinnedPod, testNamespace} from './pinned-pod.js'
import {guardLabel, policies} from './policies.js'
import {PORT, PROBE_PORT, serverArgv} from './programs.js'

export interface WorkloadInput {
  readonly namespace: string
  /** Names of Kubernetes nodes: the first gets the pods `here` and `beside`, the others `away-1`, `away-2` and so on. */
  readonly nodes: readonly string[]
  /** Of `here` and of each `away`, on its node. */
  readonly hostPort: number
  /** Null: nothing of NetworkPolicy. `outside` as in {@link policies}. */
  readonly policies: {readonly outside: string | null} | null
}

/** Everything that runs in the cluster meanwhile, as one Kubernetes list. Pure. */
export function workload({namespace, nodes, hostPort, policies: wanted}: WorkloadInput): object {
  const [first = '', ...others] = nodes
  const strangers = strangersOf(namespace)
  const open = (name: string, role: string, nodeName: string, port?: number) => pod({namespace, name, nodeName, labels: {role, access: OPEN}, ...(port !== undefined && {hostPort: port})})
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      ...testNamespace(namespace, {[LABEL]: 'pods'}),
      open('here', 'here', first, hostPort),
      open('beside', 'beside', first),
      ...others.map((node, index) => open(`away-${index + 1}`, 'away', node, hostPort)),
      ...['here', 'beside', 'away'].map((role) => service(namespace, role, {role})),
      service(namespace, 'spread', {access: OPEN}),
      service(namespace, 'sticky', {access: OPEN}, {sessionAffinity: 'ClientIP'}),
      service(namespace, 'ported', {role: 'here'}, {type: 'NodePort'}),
      service(namespace, 'balanced', {role: 'here'}, {type: 'LoadBalancer'}),
      ...(wanted === null ? [] : [
        ...testNamespace(strangers, {[LABEL]: 'strangers'}),
        pod({namespace: strangers, name: 'stranger', nodeName: first, labels: {role: 'stranger'}}),
        ...GUARDED.map((guarded) => pod({namespace, name: guardName(guarded), nodeName: others.at(-1) ?? first, labels: guardLabel(guarded)})),
        ...policies(namespace, wanted.outside),
      ]),
    ],
  }
}

function service(namespace: string, name: string, selector: object, more: object = {}): object {
  const ports = (['TCP', 'UDP'] as const).map((protocol) => ({name: protocol.toLowerCase(), protocol, port: 80, targetPort: PORT}))
  return {apiVersion: 'v1', kind: 'Service', metadata: {name, namespace}, spec: {selector, ports, ...more}}
}

interface PodInput {
  readonly namespace: string
  readonly name: string
  readonly nodeName: string
  readonly labels: Readonly<Record<string, string>>
  readonly hostPort?: number
}

/** Also used for one that comes later. */
export function pod({namespace, name, nodeName, labels, hostPort}: PodInput): object {
  return pinnedPod({
    ...{namespace, name, nodeName, labels: {...labels, [LABEL]: 'pod'}},
    server: {
      image: IMAGE,
      imagePullPolicy: 'Never',
      command: serverArgv(name),
      readyPort: PROBE_PORT,
      ports: [{containerPort: PORT, ...(hostPort !== undefined && {hostPort})}],
      // Raw sockets: for echo requests, and to listen where packets are lost.
      securityContext: {capabilities: {add: ['NET_RAW']}},
    },
  })
}
