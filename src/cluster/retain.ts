import type {ClusterPlan} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'

/** When a cluster whose creation failed stays: `auto` once its API has answered. */
export type Retain = 'auto' | 'always' | 'never'
export const RETAIN_VALUES = ['auto', 'always', 'never'] as const

/** The error of a creation that leaves something on purpose: says so, and how to look and how to delete. */
export function keptCluster(error: unknown, plan: ClusterPlan, apiAnswers: boolean, signal: AbortSignal): KinaError {
  const cause = signal.aborted ? (signal.reason as unknown) : error
  const look = apiAnswers ? `Look: kubectl --context ${plan.kubeconfig.context} get pods -A` : 'Its nodes are kept for a look.'
  return withNext(cause, [...(apiAnswers ? ['The cluster is kept: its API answers.'] : []), look, `All there is to see, for a bug report: kina logs export ${plan.name}`, `Delete: kina cluster delete ${plan.name}`])
}

/** The error of a creation after its undo. Whatever the undo could not remove is in its detail; the first error stays the main one. */
export function undoneCluster(cause: unknown, plan: ClusterPlan, failures: readonly unknown[]): KinaError {
  if (failures.length === 0) return withNext(cause, ['Everything that had been made is removed again.'])
  const told = failures.map((failure) => `Removing what had been made failed too: ${messageOf(failure)}`)
  return withNext(cause, [`Remove what is left: kina cluster delete ${plan.name}`], told)
}

/** The same error with more to say. */
function withNext(cause: unknown, next: readonly string[], told: readonly string[] = []): KinaError {
  const known = cause instanceof KinaError ? cause : undefined
  const detail = [known?.detail, ...told].filter((text) => text !== undefined).join('\n')
  return new KinaError(
    {code: known?.code ?? 'E_NODE_CREATE', message: messageOf(cause), ...(known?.node !== undefined && {node: known.node}), ...(detail !== '' && {detail}), next: [...(known?.next ?? []), ...next], exit: known?.exit ?? 1},
    {cause},
  )
}
