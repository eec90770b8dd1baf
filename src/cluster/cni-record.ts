import type {ClusterContext, ClusterPlan, Node} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {clusterKubectl} from './cluster-context.js'

/** ConfigMap with what the cluster's nodes and its CNI were last made by: it is in the cluster, so it cannot tell of another one. */
const NAME = 'kina-cni'
const NAMESPACE = 'kube-system'

/** What a cluster knows of itself. */
export interface ClusterRecord {
  /** Its nodes and its CNI as they are now; whose kubeconfig it names is another matter. */
  readonly plan: ClusterPlan
  /** `kina cni uninstall` has taken the plan's CNI away, and nothing has brought it back. */
  readonly cniTakenAway: boolean
}

/** Keeps the plan that a cluster is like now, for `kina cni` and `kina node`. */
export async function recordPlan({kubectl, plan}: Pick<ClusterContext, 'kubectl' | 'plan'>, {cniTakenAway = false} = {}): Promise<void> {
  const record = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: NAME, namespace: NAMESPACE}, data: {plan: JSON.stringify(plan), ...(cniTakenAway && {cni: 'taken-away'})}}
  await kubectl(['apply', '--server-side', '--force-conflicts', '--field-manager=kina', '--validate=ignore', '--filename', '-'], {stdin: JSON.stringify(record)})
}

/** What {@link recordPlan} has kept; null: nothing, as by an older kina. */
export async function readRecord(kubectl: ClusterContext['kubectl']): Promise<ClusterRecord | null> {
  const {stdout} = await kubectl(['--namespace', NAMESPACE, 'get', 'configmap', NAME, '--ignore-not-found', '--output', 'jsonpath={.data.plan}{"\\n"}{.data.cni}'])
  const [plan = '', mark] = stdout.split('\n')
  return plan === '' ? null : {plan: JSON.parse(plan) as ClusterPlan, cniTakenAway: mark === 'taken-away'}
}

/**
 * The plan by which the CNI of a running cluster was installed.
 *
 * @throws KinaError E_CNI_FAILED when nothing was written down, or when kina has installed none
 */
export async function recordedPlan(cluster: string, [first]: readonly [Node, ...Node[]]): Promise<ClusterPlan & {readonly cni: string}> {
  const record = await readRecord(clusterKubectl(first))
  if (record && record.plan.cni !== null) return {...record.plan, cni: record.plan.cni}
  throw new KinaError({
    code: 'E_CNI_FAILED',
    message: `kina has installed no CNI in the cluster "${cluster}", or it was an older kina, which did not write down how.`,
    next: [`kina cluster delete ${cluster}, then kina cluster create ${cluster} --cni NAME`],
  })
}

/** Changes some fields of the plan that a cluster keeps, where it keeps one. */
export async function changeRecord(kubectl: ClusterContext['kubectl'], changed: Partial<ClusterPlan>): Promise<void> {
  const record = await readRecord(kubectl)
  if (record !== null) await recordPlan({kubectl, plan: {...record.plan, ...changed}}, record)
}
