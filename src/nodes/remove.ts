import {contextFor, undoApp, type App} from '../app.js'
import {recordPlan} from '../cluster/cni-record.js'
import {withClusterLock} from '../cluster/lock.js'
import {changeLoadBalancer} from '../node/load-balancer.js'
import {withoutNodes} from '../plan/fewer-nodes.js'
import {members} from '../plan/roles.js'
import {waitReady} from '../readiness/wait-ready.js'
import type {Progress, Step} from '../report/step.js'
import {takeBackAbandoned} from './abandoned.js'
import {checkNames, checkRemoval} from './check-removal.js'
import {drain, type DrainOptions} from './drain.js'
import {leaveEtcd, votersOf} from './leave-etcd.js'
import {forgetNodeObjects} from './node-objects.js'
import {openCluster, type OpenCluster} from './open-cluster.js'

export interface RemoveRequest extends DrainOptions {
  readonly cluster: string
  /** Names of nodes. */
  readonly nodes: readonly string[]
}

export interface RemoveOutcome {
  readonly cluster: string
  readonly nodes: readonly string[]
  /** In seconds, all steps. */
  readonly seconds: number
}

/**
 * Removes nodes, running, dead or gone already, with all that the cluster knows of them. What would lose the cluster is refused first; a removal that
 * failed half-way is finished by the same command.
 *
 * @throws KinaError E_NODE_NOT_FOUND, E_NODE_NEEDED, E_NODE_DRAIN, E_NODE_REMOVE, E_CLUSTER_NOT_FOUND, E_PLAN_MISSING, E_READY_TIMEOUT
 */
export async function removeNodes(app: App, {cluster, nodes, ...options}: RemoveRequest, step: Step): Promise<RemoveOutcome> {
  const since = performance.now()
  const leaving = new Set(nodes)
  await withClusterLock(app, cluster, {wait: false}, async () => {
    const open = await openCluster(app, cluster, leaving)
    await takeBackAbandoned(open)
    checkNames(open, leaving)
    const voters = await votersOf(open)
    checkRemoval(open, leaving, voters)
    await step('drain', `Drain ${nodes.join(', ')}`, (progress) => drainAll(app, open, leaving, options, progress))
    await shrink(app, open, leaving, step)
  })
  return {cluster, nodes: [...leaving], seconds: (performance.now() - since) / 1000}
}

/** None takes pods of another that goes as well. A node that does not run has no pods to move; a drain that fails leaves all as it was. */
async function drainAll(app: App, open: OpenCluster, leaving: ReadonlySet<string>, options: DrainOptions, progress: Progress): Promise<void> {
  const running = members(open.nodes).filter(({name, running}) => running && leaving.has(name))
  const present = open.objects.filter(({metadata}) => running.some(({name}) => name === metadata.name))
  const schedulable = present.filter(({spec}) => spec.unschedulable !== true).map(({metadata}) => metadata.name)
  if (schedulable.length > 0) await open.kubectl(['cordon', ...schedulable])
  try {
    for (const {metadata} of present) {
      const left = await drain(open.kubectl, metadata.name, options, progress)
      if (left !== null) app.log.warn(`${left} It is removed all the same.`)
    }
  } catch (error) {
    const later = await openCluster(undoApp(app), open.name).catch(() => null)
    if (schedulable.length > 0) await later?.kubectl(['uncordon', ...schedulable], {allowFailure: true})
    throw error
  }
}

async function shrink(app: App, open: OpenCluster, leaving: ReadonlySet<string>, step: Step): Promise<void> {
  const {runtime, name, cni} = open
  const plan = withoutNodes(open.plan, leaving)
  const stay = open.nodes.filter((node) => !leaving.has(node.name))
  const cluster = open.context(plan, stay)
  const planes = [...leaving].filter((each) => isControlPlane(open, each))
  if (planes.length > 0) {
    await step('etcd', 'Control planes', async (progress) => {
      const balancer = stay.find(({role}) => role === 'load-balancer')
      if (balancer) await changeLoadBalancer(balancer, plan)
      await leaveEtcd(app, open, planes, progress)
    })
  }
  await step('remove', `Remove ${[...leaving].join(', ')}`, async () => {
    const ctx = contextFor(app, 'runtime', runtime.name)
    for (const each of leaving) await runtime.provider.removeNode!({cluster: name, name: each}, ctx)
    await forgetNodeObjects(open.kubectl, [...leaving])
    // The service kubernetes would have their addresses for as long as their leases last.
    if (planes.length > 0) await open.first.exec(['/usr/local/lib/kina/forget-endpoints'], {allowFailure: true})
  })
  await step('cni', 'Pod network', async () => {
    await recordPlan(cluster, open)
    await cni?.provider.install(cluster)
  })
  await step('ready', 'Ready', (progress) => waitReady(app, cluster, {cni, joined: []}, progress))
  tellOfTaints(app, open, leaving)
}

function isControlPlane({nodes, plan}: OpenCluster, name: string): boolean {
  return (nodes.find((node) => node.name === name) ?? plan.nodes.find((node) => node.name === name))?.role === 'control-plane'
}

/** Control planes beside workers take no pods, and nobody has asked for that to change. */
function tellOfTaints({log}: App, {plan}: OpenCluster, leaving: ReadonlySet<string>): void {
  const workers = plan.nodes.filter(({role}) => role === 'worker')
  if (workers.length === 0 || workers.some(({name}) => !leaving.has(name))) return
  log.info('No worker is left, and control planes that were made beside workers take no pods. To let them: kubectl taint nodes --all node-role.kubernetes.io/control-plane-')
}
