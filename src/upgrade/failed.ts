import {KinaError, messageOf} from '../errors.js'
import {SNAPSHOT} from './etcd-snapshot.js'
import type {Upgrade} from './examine.js'

/** The error of an upgrade that has begun and did not end: what it was, and how to go on. An interruption keeps its code. */
export function interrupted(error: unknown, {cluster: {name}, nodes, version}: Upgrade, signal: AbortSignal): KinaError {
  const cause: unknown = signal.aborted ? signal.reason : error
  const known = cause instanceof KinaError ? cause : undefined
  const node = known?.node
  return new KinaError(
    {
      code: known?.code === 'E_INTERRUPTED' ? known.code : 'E_UPGRADE_FAILED',
      exit: known?.exit === 130 ? 130 : 1,
      message: `The upgrade of "${name}" to Kubernetes ${version} has not ended: ${messageOf(cause)}`,
      ...(known?.detail !== undefined && {detail: known.detail}),
      ...(node !== undefined && {node}),
      next: [
        `kina cluster upgrade ${name} --kubernetes ${version}   goes on where it has ended.`,
        ...(known?.next ?? []),
        `The objects of the cluster as they were before are in ${SNAPSHOT} on ${nodes[0].name}.`,
      ],
    },
    {cause},
  )
}
