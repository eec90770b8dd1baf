import type {AccessStatus} from './access.js'
import type {CertificateStatus} from './certificates.js'
import type {ComponentStatus} from './components.js'
import type {NodeDescription} from '../nodes/describe-nodes.js'

/** What is wrong, in one line, and what helps. */
export interface StatusProblem {
  /** The node it is about. Null: the cluster. */
  readonly node: string | null
  readonly text: string
  /** A command. */
  readonly next: string
}

/** All that was seen of a cluster. */
export interface Seen {
  readonly name: string
  readonly nodes: readonly NodeDescription[]
  readonly apiAnswers: boolean
  readonly components: readonly ComponentStatus[]
  readonly certificates: readonly CertificateStatus[]
  readonly access: AccessStatus
}

/** A certificate that ends within so many days is wrong already: those of kina's making are made anew at a start within the last 30. */
const DAYS_LEFT = 7

/** What is wrong with a cluster some of whose nodes run, most telling first. Pure. */
export function problemsOf(seen: Seen): StatusProblem[] {
  return [...seen.nodes.flatMap((node) => nodeProblems(seen.name, node)), ...apiProblem(seen), ...seen.components.flatMap((component) => componentProblem(seen.name, component)), ...seen.certificates.flatMap((certificate) => certificateProblem(seen.name, certificate)), ...accessProblems(seen)]
}

function nodeProblems(cluster: string, {name, role, state, ready, message, addresses, recordedAddresses}: NodeDescription): StatusProblem[] {
  const problem = (text: string, next: string): StatusProblem => ({node: name, text: `node ${name} ${text}`, next})
  if (state === 'stopped') return [problem('is stopped', `kina cluster start ${cluster}`)]
  if (state === 'gone') return [problem('is gone, and the cluster still counts on it', `kina node remove ${cluster} ${name}`)]
  if (role === 'load-balancer') return []
  const old = recordedAddresses !== null && addresses.length > 0 && !recordedAddresses.some((address) => addresses.includes(address))
  return [
    ...(ready === false ? [problem(`is not Ready: ${message}`, `kubectl --context kina-${cluster} describe node ${name}`)] : []),
    ...(old ? [problem(`has the address ${addresses.join(', ')}, and the cluster knows it by ${recordedAddresses.join(', ') || 'none'}`, `kina cluster start ${cluster}`)] : []),
  ]
}

function apiProblem({name, apiAnswers}: Seen): StatusProblem[] {
  return apiAnswers ? [] : [{node: null, text: 'no API server is ready, so that nodes, pods and the CNI cannot be looked at', next: `kina cluster start ${name}`}]
}

function componentProblem(cluster: string, {name, node, healthy, text}: ComponentStatus): StatusProblem[] {
  if (healthy !== false) return []
  return [{node, text: `${name}${node === null ? '' : ` on ${node}`}: ${text}`, next: helpFor(cluster, name)}]
}

function helpFor(cluster: string, component: string): string {
  const kubectl = `kubectl --context kina-${cluster} -n kube-system`
  if (component.startsWith('pod ')) return `${kubectl} describe ${component}`
  if (component === 'coredns') return `${kubectl} describe deployment coredns`
  if (component === 'kube-proxy') return `${kubectl} describe daemonset kube-proxy`
  if (component.startsWith('CNI ')) return `kina cni upgrade ${cluster}`
  if (component === 'etcd member') return `kina node list ${cluster}`
  return component === 'load-balancer' ? `kina cluster restart ${cluster}` : `kina logs export ${cluster}`
}

function certificateProblem(cluster: string, {node, file, ends, daysLeft}: CertificateStatus): StatusProblem[] {
  if (daysLeft >= DAYS_LEFT) return []
  return [{node, text: `the certificate ${file} on ${node} ${daysLeft < 0 ? 'has ended' : 'ends'} on ${ends.slice(0, 10)}`, next: `kina cluster restart ${cluster}`}]
}

function accessProblems({name, access: {kubeconfig, recorded, present, answers, reason}, apiAnswers}: Seen): StatusProblem[] {
  if (present === null) return []
  const inTheWay: StatusProblem[] = apiAnswers && !answers ? [{node: null, text: `the API server answers inside its node, but not at ${present}: ${reason}`, next: `kina doctor`}] : []
  if (recorded === present) return inTheWay
  return [...inTheWay, {node: null, text: recorded === null ? `${kubeconfig} does not lead to it` : `${kubeconfig} leads to ${recorded}, and it is at ${present}`, next: `kina kubeconfig export ${name}`}]
}
