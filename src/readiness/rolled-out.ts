import type {V1DaemonSet, V1Deployment} from '@kubernetes/client-node'
import type {Check} from './checks.js'

/** That no pod of kube-system is of an earlier form of its workload, or leaving: right after a change, the old pods are still Ready. */
export const rolledOut: Check = {
  name: 'workloads of kube-system',
  look: (view) => {
    const leaving = view.pods().flatMap(({metadata}) => (metadata?.deletionTimestamp === undefined ? [] : [`${metadata.name} is leaving`]))
    const reasons = [...view.daemonSets().flatMap(ofDaemonSet), ...view.deployments().flatMap(ofDeployment), ...leaving]
    return reasons.length === 0 ? {met: true} : {met: false, reason: reasons.join('; ')}
  },
}

function ofDaemonSet({metadata, spec, status}: V1DaemonSet): string[] {
  // Without that strategy pods are exchanged when somebody deletes them.
  if (spec?.updateStrategy?.type === 'OnDelete') return []
  const wanted = status?.desiredNumberScheduled ?? 0
  const updated = isObserved(metadata, status) ? (status?.updatedNumberScheduled ?? 0) : 0
  return updated >= wanted ? [] : [`${metadata?.name}: ${updated} of ${wanted} are new`]
}

function ofDeployment({metadata, spec, status}: V1Deployment): string[] {
  const wanted = spec?.replicas ?? 1
  const updated = isObserved(metadata, status) ? (status?.updatedReplicas ?? 0) : 0
  const all = status?.replicas ?? 0
  return updated >= wanted && all <= wanted ? [] : [`${metadata?.name}: ${updated} of ${wanted} are new`]
}

function isObserved(metadata: V1DaemonSet['metadata'], status: {observedGeneration?: number} | undefined): boolean {
  return (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0)
}
