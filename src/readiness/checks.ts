import type {Condition, NetworkPlan, NodePlan} from '../contract/index.js'
import {STATIC_PODS} from '../kubeadm/node-patches.js'
import {controlPlanes, members} from '../plan/roles.js'
import type {ClusterView} from './cluster-view.js'

/** What is known of a cluster that is looked at; every plan has it. */
export interface Expected {
  readonly nodes: readonly Pick<NodePlan, 'name' | 'role'>[]
  readonly network: Pick<NetworkPlan, 'kubeProxy'>
}

/** One thing a ready cluster has. `look` is pure over the view. */
export interface Check {
  readonly name: string
  /** @param joined - those of the plan's nodes that have just joined */
  look(view: ClusterView, plan: Expected, joined: Expected['nodes']): Condition
}

/** What every cluster must show, in the order in which it comes about. The CNI is asked beside it. */
export const CHECKS: readonly Check[] = [
  {name: 'kubelet certificates', look: kubeletCertificates},
  {name: 'nodes', look: nodesReady},
  {name: 'kube-proxy', look: kubeProxy},
  {name: 'CoreDNS', look: coreDns},
  {name: 'pods of kube-system', look: systemPods},
]

const met: Condition = {met: true}
const unmet = (reason: string): Condition => ({met: false, reason})

/** The image's own approver signs; until then `kubectl logs` does not work. */
function kubeletCertificates(view: ClusterView, _plan: Expected, joined: Expected['nodes']): Condition {
  const issued = new Set<string>()
  for (const {spec, status} of view.signingRequests()) {
    if (spec.signerName === 'kubernetes.io/kubelet-serving' && status?.certificate) issued.add(spec.username ?? '')
  }
  const missing = members(joined).filter((node) => !issued.has(`system:node:${node.name}`))
  return missing.length === 0 ? met : unmet(`no serving certificate yet for ${names(missing)}`)
}

function nodesReady(view: ClusterView, plan: Expected): Condition {
  const byName = new Map(view.nodes().map((node) => [node.metadata?.name, node]))
  for (const {name} of members(plan.nodes)) {
    const node = byName.get(name)
    if (!node) return unmet(`node ${name} has not joined`)
    const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready')
    if (ready?.status !== 'True') return unmet(`node ${name} is not Ready: ${ready?.message ?? 'no status yet'}`)
  }
  return met
}

function kubeProxy(view: ClusterView, plan: Expected): Condition {
  if (plan.network.kubeProxy === 'none') return met
  const status = view.daemonSets().find((set) => set.metadata?.name === 'kube-proxy')?.status
  const ready = status?.numberReady ?? 0
  const wanted = members(plan.nodes).length
  return ready >= wanted ? met : unmet(`kube-proxy: ${ready} of ${wanted} ready`)
}

function coreDns(view: ClusterView): Condition {
  const deployment = view.deployments().find((d) => d.metadata?.name === 'coredns')
  if (!deployment) return unmet('CoreDNS is not there yet')
  const wanted = deployment.spec?.replicas ?? 1
  const ready = deployment.status?.availableReplicas ?? 0
  return ready >= wanted ? met : unmet(`CoreDNS: ${ready} of ${wanted} available`)
}

/** Those of the control plane among them, which have no other object that counts them, and which kubelet shows when it gets round to it. */
function systemPods(view: ClusterView, plan: Expected): Condition {
  const there = new Set(view.pods().map(({metadata}) => metadata?.name))
  const missing = controlPlanes(plan.nodes).flatMap(({name}) => STATIC_PODS.map((pod) => `${pod}-${name}`)).filter((pod) => !there.has(pod))
  if (missing.length > 0) return unmet(`not in the API yet: ${missing.join(', ')}`)
  const waiting = view.pods().filter(({status}) => !status?.conditions?.some(({type, status: value}) => type === 'Ready' && value === 'True'))
  return waiting.length === 0 ? met : unmet(`not Ready yet: ${waiting.map(({metadata}) => metadata?.name).join(', ')}`)
}

function names(nodes: readonly {readonly name: string}[]): string {
  return nodes.map((node) => node.name).join(', ')
}
