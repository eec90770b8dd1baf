/** A test pod's container: the rest of what Kubernetes takes stands where it is used. */
export interface TestContainer {
  readonly image: string
  readonly imagePullPolicy: 'Never' | 'IfNotPresent'
  readonly command: readonly string[]
  /** Once something listens there, the pod is Ready. */
  readonly readyPort: number
  readonly [more: string]: unknown
}

export interface PinnedPod {
  readonly namespace: string
  readonly name: string
  /** Of the Kubernetes node. */
  readonly nodeName: string
  readonly labels: Readonly<Record<string, string>>
  readonly server: TestContainer
}

/** Service account of test pods. */
const ACCOUNT = 'pods'

/** The namespace of test pods, and an account for them: a new namespace has no `default` yet, and pods are refused until it has. Pure. */
export function testNamespace(name: string, labels: Readonly<Record<string, string>> = {}): object[] {
  return [
    {apiVersion: 'v1', kind: 'Namespace', metadata: {name, labels}},
    {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: ACCOUNT, namespace: name}},
  ]
}

/** A pod with one server, pinned to a node by name, so that it starts whatever the scheduler and taints think; gone at once when deleted. Pure. */
export function pinnedPod({namespace, name, nodeName, labels, server: {readyPort, ...container}}: PinnedPod): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name, namespace, labels},
    spec: {
      nodeName,
      serviceAccountName: ACCOUNT,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 1,
      tolerations: [{operator: 'Exists'}],
      containers: [{name: 'server', ...container, readinessProbe: {tcpSocket: {port: readyPort}, periodSeconds: 1}}],
    },
  }
}
