import type {App} from '../app.js'
import type {ClusterContext, CniInstaller, Condition, NodePlan} from '../contract/index.js'
import type {Loaded} from '../registry/load.js'
import {CHECKS} from './checks.js'
import {openClusterView, type ClusterView} from './cluster-view.js'
import {diagnose} from './diagnose/diagnose.js'
import {explained} from './diagnose/explain.js'
import {waitFor} from './wait.js'

export interface Awaited {
  readonly cni: Loaded<CniInstaller> | null
  /** Those of the plan's nodes that have just joined. The API forgets after an hour which serving certificates it has given. */
  readonly joined: readonly NodePlan[]
}

/** Waits until the CNI, all nodes, kube-proxy and CoreDNS are ready, by watching the API; a deadline missed is a failure that says which. */
export async function waitReady(app: App, cluster: ClusterContext, awaited: Awaited, progress: (text: string) => void): Promise<void> {
  const {plan} = cluster
  if (plan.readyTimeoutSeconds === 0) return
  const view = await openClusterView(plan.kubeconfig.path)
  const {kubectl, nodes} = cluster
  const explanation = explained(() => look(cluster, awaited, view), () => diagnose({kubectl, nodes, access: `--context ${plan.kubeconfig.context}`}))
  try {
    await waitFor(explanation.look, {
      name: `Cluster ${plan.name}`,
      deadline: plan.readyTimeoutSeconds * 1000,
      signal: app.signal,
      onReason: progress,
      changed: view.changed,
      code: 'E_READY_TIMEOUT',
      next: [`kubectl --context ${plan.kubeconfig.context} -n kube-system get pods -o wide`, `kubectl --context ${plan.kubeconfig.context} get events -A --sort-by=.lastTimestamp`],
    })
  } catch (error) {
    throw await explanation.error(error)
  } finally {
    await view.close()
  }
}

/** Without a CNI nodes stay NotReady and CoreDNS pending: only what can come about is waited for. */
async function look(cluster: ClusterContext, {cni, joined}: Awaited, view: ClusterView): Promise<Condition> {
  const checks = cni ? CHECKS : CHECKS.filter(({name}) => name === 'kubelet certificates' || name === 'kube-proxy')
  const unmet = checks.map((check) => check.look(view, cluster.plan, joined)).find((condition) => !condition.met)
  // The CNI's own look starts a program in a node, so it comes last, except that its reason explains nodes that are not Ready.
  if (cni === null) return unmet ?? {met: true}
  if (unmet === undefined) return cniReady(cluster, cni)
  return unmet
}

async function cniReady(cluster: ClusterContext, cni: Loaded<CniInstaller>): Promise<Condition> {
  const condition = await cni.provider.ready(cluster)
  return condition.met ? condition : {met: false, reason: `CNI ${cni.name}: ${condition.reason}`}
}
