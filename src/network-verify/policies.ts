import {guardName, LABEL, type Guarded} from './names.js'

const POLICY_LABEL = 'guarded'

export const guardLabel = (guarded: Guarded): Record<string, string> => ({[POLICY_LABEL]: guarded})

/**
 * One NetworkPolicy for each guarded pod. Pure.
 *
 * @param outside - address of this machine as pods see it; null: there is none to allow
 */
export function policies(namespace: string, outside: string | null): object[] {
  const here = {podSelector: {matchLabels: {role: 'here'}}}
  return [
    policy(namespace, 'deny', {policyTypes: ['Ingress'], ingress: []}),
    policy(namespace, 'label', {policyTypes: ['Ingress'], ingress: [{from: [here]}]}),
    policy(namespace, 'namespace', {policyTypes: ['Ingress'], ingress: [{from: [{namespaceSelector: {matchLabels: {[LABEL]: 'strangers'}}}]}]}),
    // Of an address outside: what the address of a pod means here, each implementation sees in its own way.
    ...(outside === null ? [] : [policy(namespace, 'ip-block', {policyTypes: ['Egress'], egress: [{to: [{ipBlock: {cidr: `${outside}/32`}}]}]})]),
    policy(namespace, 'egress', {policyTypes: ['Egress'], egress: [{to: [here]}]}),
  ]
}

function policy(namespace: string, guarded: Guarded, spec: object): object {
  return {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name: guardName(guarded), namespace}, spec: {podSelector: {matchLabels: guardLabel(guarded)}, ...spec}}
}
