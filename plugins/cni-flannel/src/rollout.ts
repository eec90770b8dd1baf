/** The part of a DaemonSet that tells how far it is. */
export interface RolloutStatus {
  readonly metadata: {readonly generation: number}
  readonly status?: {
    readonly observedGeneration?: number
    readonly desiredNumberScheduled?: number
    readonly updatedNumberScheduled?: number
    readonly numberReady?: number
  }
}

/** Null once every node runs a ready pod of the newest template. */
export function rolloutProblem({metadata, status = {}}: RolloutStatus, nodes: number): string | null {
  const {observedGeneration = 0, desiredNumberScheduled: desired = 0, updatedNumberScheduled: updated = 0, numberReady: ready = 0} = status
  if (observedGeneration < metadata.generation) return 'the DaemonSet has not been looked at yet'
  if (desired !== nodes) return `flannel is wanted on ${desired} of ${nodes} nodes`
  if (updated < desired) return `flannel is up to date on ${updated} of ${desired} nodes`
  return ready < desired ? `flannel is ready on ${ready} of ${desired} nodes` : null
}
