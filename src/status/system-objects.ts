import type {ClusterContext} from '../contract/index.js'
import type {ComponentStatus} from './components.js'

interface Item {
  readonly kind: string
  readonly metadata: {readonly name: string}
  readonly spec: {readonly replicas?: number; readonly nodeName?: string}
  readonly status?: {
    readonly phase?: string
    readonly desiredNumberScheduled?: number
    readonly numberReady?: number
    readonly availableReplicas?: number
    readonly conditions?: readonly {readonly type: string; readonly status: string; readonly message?: string}[]
  }
}

/** kube-proxy, or that something is in its place; CoreDNS; and pods of kube-system that are not Ready. */
export async function systemComponents(kubectl: ClusterContext['kubectl']): Promise<ComponentStatus[]> {
  const {stdout} = await kubectl(['--namespace', 'kube-system', 'get', 'daemonsets,deployments,pods', '--output', 'json', '--request-timeout=10s'], {timeoutSeconds: 20})
  return judgeSystem((JSON.parse(stdout) as {items: readonly Item[]}).items)
}

/** Pure. */
export function judgeSystem(items: readonly Item[]): ComponentStatus[] {
  const find = (kind: string, name: string) => items.find((item) => item.kind === kind && item.metadata.name === name)
  const waiting = items.filter(({kind, status}) => kind === 'Pod' && status?.phase !== 'Succeeded' && !status?.conditions?.some(({type, status: value}) => type === 'Ready' && value === 'True'))
  return [kubeProxy(find('DaemonSet', 'kube-proxy')), coreDns(find('Deployment', 'coredns')), ...waiting.map(podNotReady)]
}

function kubeProxy(set: Item | undefined): ComponentStatus {
  if (!set) return {name: 'kube-proxy', node: null, healthy: true, text: 'replaced by the CNI'}
  const {numberReady = 0, desiredNumberScheduled = 0} = set.status ?? {}
  return {name: 'kube-proxy', node: null, healthy: numberReady >= desiredNumberScheduled, text: `${numberReady} of ${desiredNumberScheduled} ready`}
}

function coreDns(deployment: Item | undefined): ComponentStatus {
  if (!deployment) return {name: 'coredns', node: null, healthy: false, text: 'not there'}
  const available = deployment.status?.availableReplicas ?? 0
  const wanted = deployment.spec.replicas ?? 1
  return {name: 'coredns', node: null, healthy: available >= wanted, text: `${available} of ${wanted} available`}
}

function podNotReady({metadata, spec, status}: Item): ComponentStatus {
  const message = status?.conditions?.find(({type, status: value}) => (type === 'PodScheduled' || type === 'Ready') && value !== 'True')?.message
  return {name: `pod ${metadata.name}`, node: spec.nodeName ?? null, healthy: false, text: `not Ready${message === undefined ? '' : `: ${message}`}`}
}
