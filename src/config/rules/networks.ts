import {cidrsOverlap, NODE_POD_PREFIX, parseCidr, subnetCount} from '../../plan/cidr.js'
import type {ClusterConfig} from '../cluster-config.js'
import {clusterDefaults} from '../defaults.js'
import type {Finding, Path} from '../problem.js'
import type {Rule, RuleContext} from '../validate.js'

const POD_CIDR: Path = ['networking', 'podCidr']
const SERVICE_CIDR: Path = ['networking', 'serviceCidr']

/** Shortest and longest prefix of a service CIDR: the API server takes at most 20 bits, and CoreDNS gets the tenth address. */
const SERVICE_PREFIX = {shortest: 12, longest: 28}

/** Pods and services apart from each other, and room for every node. */
export const checkNetworks: Rule = (config, {nameOf, isMalformed}) => {
  const {podCidr, serviceCidr} = config.networking
  const pods = isMalformed(POD_CIDR) ? null : parseCidr(podCidr ?? clusterDefaults.podCidr)
  const services = isMalformed(SERVICE_CIDR) ? null : parseCidr(serviceCidr ?? clusterDefaults.serviceCidr)
  const findings: Finding[] = []
  if (pods !== null && services !== null && cidrsOverlap(pods, services)) findings.push(overlap(config, nameOf))
  const room = pods === null ? undefined : podCapacityProblem(config)
  if (room !== undefined) findings.push({path: POD_CIDR, message: room})
  const {shortest, longest} = SERVICE_PREFIX
  if (serviceCidr !== undefined && services !== null && (services.prefix < shortest || services.prefix > longest)) {
    const size = services.prefix < shortest ? 'large' : 'small'
    findings.push({path: SERVICE_CIDR, message: `"${serviceCidr}" is too ${size}: services need /${shortest} to /${longest}`})
  }
  return findings
}

/** Told at the one of the two that the user wrote; the defaults do not overlap each other. */
function overlap({networking: {podCidr, serviceCidr}}: ClusterConfig, nameOf: RuleContext['nameOf']): Finding {
  if (podCidr === undefined) return {path: SERVICE_CIDR, message: `"${serviceCidr}" overlaps the pods' default CIDR ${clusterDefaults.podCidr}`}
  if (serviceCidr === undefined) return {path: POD_CIDR, message: `"${podCidr}" overlaps the services' default CIDR ${clusterDefaults.serviceCidr}`}
  return {path: POD_CIDR, message: `"${podCidr}" overlaps "${serviceCidr}" of ${nameOf(SERVICE_CIDR)}`}
}

/** What is wrong when the pods' CIDR has no part left for each node; asked again once flags have changed the number of nodes. */
export function podCapacityProblem({networking, nodes, controlPlanes, workers}: ClusterConfig): string | undefined {
  const podCidr = networking.podCidr ?? clusterDefaults.podCidr
  const count = nodes?.length ?? (controlPlanes ?? 1) + (workers ?? 0)
  const cidr = parseCidr(podCidr)
  const capacity = cidr === null ? count : subnetCount(cidr, NODE_POD_PREFIX)
  if (count <= capacity) return undefined
  return `"${podCidr}" has room for ${capacity} node${capacity === 1 ? '' : 's'}, and ${count} are wanted: every node gets a /${NODE_POD_PREFIX}`
}
