import type {Node} from '../contract/index.js'

/** One part of the cluster that is looked at by itself. */
export interface ComponentStatus {
  /** As Kubernetes names it. */
  readonly name: string
  /** The node it runs on. Null: it is of the whole cluster. */
  readonly node: string | null
  /** Null: it could not be looked at; `text` says why. */
  readonly healthy: boolean | null
  readonly text: string
}

/** Where each part of a control plane says how it is, by loopback and without credentials; as kubeadm's own probes ask. */
const ENDPOINTS = {
  'kube-apiserver': 'https://127.0.0.1:6443/readyz?verbose',
  etcd: 'http://127.0.0.1:2381/health',
  'kube-controller-manager': 'https://127.0.0.1:10257/healthz',
  'kube-scheduler': 'https://127.0.0.1:10259/healthz',
} as const

/** One program in the node for all four. The last line of each answer is its status. */
const ASK = `for url; do
  curl --silent --insecure --max-time 3 --write-out '\\n%{http_code}\\n' "$url" || :
  printf '\\036'
done`

/** What a control plane that runs says of its parts. */
export async function controlPlaneComponents(node: Node): Promise<ComponentStatus[]> {
  const names = Object.keys(ENDPOINTS)
  const {stdout} = await node.exec(['sh', '-c', ASK, 'sh', ...Object.values(ENDPOINTS)], {allowFailure: true, timeoutSeconds: 20})
  const answers = stdout.split('\u001e')
  return names.map((name, i) => ({name, node: node.name, ...judge(answers[i] ?? '')}))
}

/** 401 and 403 are answers, where anonymous requests are not allowed. Pure. */
export function judge(answer: string): Pick<ComponentStatus, 'healthy' | 'text'> {
  const lines = answer.trim().split('\n')
  const status = lines.pop() ?? ''
  if (['200', '401', '403'].includes(status)) return {healthy: true, text: 'healthy'}
  if (status === '000' || status === '') return {healthy: false, text: 'does not answer'}
  const failed = lines.filter((line) => line.startsWith('[-]')).map((line) => line.slice(3).split(' ')[0])
  return {healthy: false, text: failed.length > 0 ? `not healthy: ${failed.join(', ')}` : `not healthy (${status})`}
}

/** Whether the load balancer's program runs on its node; which API servers it leads to shows in their own state. */
export async function loadBalancerComponent(node: Node): Promise<ComponentStatus> {
  const {exitCode, stdout} = await node.exec(['systemctl', 'is-active', 'kina-load-balancer.service'], {allowFailure: true, timeoutSeconds: 20})
  return {name: 'load-balancer', node: node.name, healthy: exitCode === 0, text: exitCode === 0 ? 'healthy' : `kina-load-balancer.service is ${stdout.trim() || 'not there'}`}
}
