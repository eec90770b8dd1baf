/** The part of a DaemonSet that tells how far it is. */
export interface DaemonSet {
  readonly kind: 'DaemonSet'
  readonly metadata: {readonly name: string; readonly generation: number}
  readonly status?: {
    readonly observedGeneration?: number
    readonly desiredNumberScheduled?: number
    readonly updatedNumberScheduled?: number
    readonly numberReady?: number
  }
}

/** Null once every node runs a ready pod of the newest template. */
export function rolloutProblem({metadata: {name, generation}, status = {}}: DaemonSet, nodes: number): string | null {
  const {observedGeneration = 0, desiredNumberScheduled: desired = 0, updatedNumberScheduled: updated = 0, numberReady: ready = 0} = status
  if (observedGeneration < generation) return `${name} has not been looked at yet`
  if (desired !== nodes) return `${name} is wanted on ${desired} of ${nodes} nodes`
  return updated < desired || ready < desired ? `${name} is ready on ${Math.min(updated, ready)} of ${desired} nodes` : null
}
