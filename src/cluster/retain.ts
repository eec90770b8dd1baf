import type {ClusterPlan} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'

/** When a cluster whose creation failed stays: `auto` once its API has answered. */
export type Retain = 'auto' | 'always' | 'never'
export const RETAIN_VALUES = ['auto', 'always', 'never'] as const

/** The error of a creation that leaves something on purpose: says so, and how to look and how to delete. */
export function keptCluster(error: unknown, plan: ClusterPlan, apiAnswers: boolean, signal: AbortSignal): KinaError {
  const cause = signal.aborted ? (signal.reason as unknown) : error
  const known = cause instanceof KinaError ? cause : undefined
  const look = apiAnswers ? `Look: kubectl --context ${plan.kubeconfig.context} get pods -A` : 'Its nodes are kept for a look.'
  return new KinaError(
    {
      code: known?.code ?? 'E_NODE_CREATE',
      message: messageOf(cause),
      ...(known?.detail !== undefined && {detail: known.detail}),
      next: [...(known?.next ?? []), ...(apiAnswers ? ['The cluster is kept: its API answers.'] : []), look, `Delete: kina cluster delete ${plan.name}`],
      exit: known?.exit ?? 1,
    },
    {cause},
  )
}

/** The error of a creation whose undo failed too: still the first error, with what could not be removed in its detail. */
export function leftCluster(cause: unknown, plan: ClusterPlan, failures: readonly unknown[]): KinaError {
  const known = cause instanceof KinaError ? cause : undefined
  const told = failures.map((failure) => `Removing what had been made failed too: ${messageOf(failure)}`)
  return new KinaError(
    {
      code: known?.code ?? 'E_NODE_CREATE',
      message: messageOf(cause),
      detail: [...(known?.detail !== undefined ? [known.detail] : []), ...told].join('\n'),
      next: [...(known?.next ?? []), `Remove what is left: kina cluster delete ${plan.name}`],
      exit: known?.exit ?? 1,
    },
    {cause},
  )
}
