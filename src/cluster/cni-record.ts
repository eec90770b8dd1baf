import type {ClusterContext, ClusterPlan, Node} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {clusterContext} from './cluster-context.js'

/** ConfigMap with what the CNI was last installed with: it is in the cluster, so it cannot tell of another one. */
const NAME = 'kina-cni'
const NAMESPACE = 'kube-system'

/** Keeps the plan that a CNI is installed by, for `kina cni`. */
export async function recordCni({kubectl, plan}: Pick<ClusterContext, 'kubectl' | 'plan'>): Promise<void> {
  const record = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: NAME, namespace: NAMESPACE}, data: {plan: JSON.stringify(plan)}}
  await kubectl(['apply', '--server-side', '--force-conflicts', '--field-manager=kina', '--filename', '-'], {stdin: JSON.stringify(record)})
}

/**
 * The plan by which the CNI of a running cluster was installed.
 *
 * @throws KinaError E_CNI_FAILED when nothing was written down
 */
export async function recordedPlan(cluster: string, nodes: readonly [Node, ...Node[]], ctx: Parameters<typeof clusterContext>[2]): Promise<ClusterPlan> {
  const plan = await readRecord(clusterContext({} as ClusterPlan, nodes, ctx))
  if (plan !== null) return plan
  throw new KinaError({
    code: 'E_CNI_FAILED',
    message: `kina has installed no CNI in the cluster "${cluster}", or it was an older kina, which did not write down how.`,
    next: [`kina cluster delete ${cluster}, then kina cluster create ${cluster} --cni NAME`],
  })
}

/** The same with other values in some fields, where anything was written down. */
export async function changeRecord(kubectl: ClusterContext['kubectl'], changed: Partial<ClusterPlan>): Promise<void> {
  const plan = await readRecord({kubectl})
  if (plan !== null) await recordCni({kubectl, plan: {...plan, ...changed}})
}

async function readRecord({kubectl}: Pick<ClusterContext, 'kubectl'>): Promise<ClusterPlan | null> {
  const {stdout} = await kubectl(['--namespace', NAMESPACE, 'get', 'configmap', NAME, '--ignore-not-found', '--output', 'jsonpath={.data.plan}'])
  return stdout === '' ? null : (JSON.parse(stdout) as ClusterPlan)
}
