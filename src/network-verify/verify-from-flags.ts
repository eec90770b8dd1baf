import {undoApp, type App} from '../app.js'
import {clusterKubectl} from '../cluster/cluster-context.js'
import {recordedPlan} from '../cluster/cni-record.js'
import {withClusterLock} from '../cluster/lock.js'
import {plannedNeeds} from '../cluster/planned-needs.js'
import {requireCluster} from '../cluster/require-cluster.js'
import {requireRunning} from '../cluster/require-running.js'
import type {ClusterContext, CniInstaller, Node} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {controlPlanes, members} from '../plan/roles.js'
import {loadProvider} from '../registry/load.js'
import type {Step} from '../report/step.js'
import type {PolicySupport} from './net.js'
import {selectChecks} from './select.js'
import {verifyNetwork, type NetworkVerification} from './verify.js'

export interface NetworkVerifyFlags {
  readonly cluster: string
  readonly only: readonly string[]
  readonly agentRestart: boolean
}

/**
 * Verifies the pod network of a running cluster, whoever installed its CNI.
 *
 * @throws KinaError E_CLUSTER_NOT_FOUND, E_CLUSTER_BUSY, E_CONFIG_INVALID, E_IMAGE_MISSING
 */
export async function verifyNetworkFromFlags(app: App, flags: NetworkVerifyFlags, step: Step): Promise<NetworkVerification> {
  const selected = selectChecks(flags)
  const {cluster: name} = flags
  return withClusterLock(app, name, {wait: false}, async () => {
    const since = performance.now()
    const {runtime, nodes: found} = await requireCluster(app, name)
    const nodes = runningMembers(name, found)
    const support = await policySupport(app, name, nodes)
    const wanted = selected.checks.some(({id}) => id.startsWith('policy-'))
    const checks = await verifyNetwork({...selected, cluster: {kubectl: clusterKubectl(nodes[0]), nodes, signal: app.signal}, policy: support, policies: wanted, cleanUp: laterKubectl(app, name), warn: app.log.warn}, step)
    return {
      cluster: name,
      runtime: runtime.name,
      cni: support.cni,
      nodes: nodes.length,
      good: checks.every(({status}) => status !== 'failed'),
      seconds: Math.round((performance.now() - since) / 100) / 10,
      checks,
    }
  })
}

function runningMembers(name: string, found: readonly Node[]): readonly [Node, ...Node[]] {
  requireRunning({name, nodes: found})
  const nodes = members(found)
  return [...controlPlanes(nodes), ...nodes.filter(({role}) => role !== 'control-plane')] as unknown as [Node, ...Node[]]
}

/** Asks the CNI that kina has installed; one of which nothing is known may do what it will. */
async function policySupport(app: App, name: string, nodes: readonly [Node, ...Node[]]): Promise<PolicySupport> {
  const plan = await recordedPlan(name, nodes).catch((error: unknown) => {
    app.signal.throwIfAborted()
    if (error instanceof KinaError && error.code === 'E_CNI_FAILED') return null
    throw error
  })
  if (plan === null || plan.cni === null) return {enforced: 'unknown', cni: null}
  try {
    const {provider} = await loadProvider<CniInstaller>('cni', plan.cni, app.registry.cnis, app.registry.problems)
    return {enforced: plannedNeeds(provider, plan).networkPolicy ?? 'unknown', cni: plan.cni}
  } catch (error) {
    app.log.warn(`The CNI ${plan.cni} cannot say whether it enforces NetworkPolicy: ${messageOf(error)}`)
    return {enforced: 'unknown', cni: plan.cni}
  }
}

/** Nodes obey the signal of whoever looked for them: after an interruption they are looked for again. */
function laterKubectl(app: App, name: string): ClusterContext['kubectl'] {
  return async (args, options) => {
    const {nodes} = await requireCluster(undoApp(app), name)
    return clusterKubectl(controlPlanes(nodes)[0] ?? nodes[0]!)(args, options)
  }
}
