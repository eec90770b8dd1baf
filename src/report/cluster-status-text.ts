import type {CertificateStatus} from '../status/certificates.js'
import type {ClusterStatus} from '../status/cluster-status.js'
import type {ComponentStatus} from '../status/components.js'
import {nodeListText} from './node-list-text.js'
import {table} from './table.js'

/** A cluster's state for people: what is wrong comes last, where it is seen. */
export function clusterStatusText(status: ClusterStatus): string {
  const {name, state, kubernetes, cni, runtime, nodes, components, certificates, access, problems} = status
  const first = `Cluster "${name}" is ${state === 'troubled' ? 'not well' : state}: Kubernetes ${kubernetes || 'unknown'}, CNI ${cni || 'unknown'}, on ${runtime}.`
  const address = access.present === null ? [] : [`API server: ${access.present}${access.recorded === access.present ? `, as in ${access.kubeconfig}` : ''}`]
  const parts = [
    [first, ...address],
    [nodeListText(nodes)],
    components.length === 0 ? [] : [componentTable(components)],
    certificates.length === 0 ? [] : [certificateLine(certificates)],
    problems.flatMap(({text, next}) => [`  x ${text}`, `      ${next}`]),
  ]
  return parts.filter((part) => part.length > 0).map((part) => part.join('\n')).join('\n\n')
}

function componentTable(components: readonly ComponentStatus[]): string {
  return table(['COMPONENT', 'NODE', 'STATE'], components.map(({name, node, text}) => [name, node ?? '', text]))
}

/** The one that ends first stands for all. */
function certificateLine([first]: readonly CertificateStatus[]): string {
  const {node, file, daysLeft, ends} = first!
  return `Certificates: the first to end is ${file} on ${node}, ${daysLeft < 0 ? `which ended on ${ends.slice(0, 10)}` : `in ${daysLeft} days`}.`
}
