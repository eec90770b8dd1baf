/** The part of a DaemonSet or Deployment that tells how far it is. */
export interface Rollout {
  readonly metadata: {readonly generation: number}
  readonly spec?: {readonly replicas?: number}
  readonly status?: {
    readonly observedGeneration?: number
    readonly desiredNumberScheduled?: number
    readonly updatedNumberScheduled?: number
    readonly numberReady?: number
    readonly updatedReplicas?: number
    readonly readyReplicas?: number
  }
}

/** Null once every node runs a ready agent of the newest template. */
export function rolloutProblem({metadata, status = {}}: Rollout, nodes: number): string | null {
  const {observedGeneration = 0, desiredNumberScheduled: desired = 0, updatedNumberScheduled: updated = 0, numberReady: ready = 0} = status
  if (observedGeneration < metadata.generation) return 'the DaemonSet has not been looked at yet'
  if (desired !== nodes) return `Cilium is wanted on ${desired} of ${nodes} nodes`
  if (updated < desired) return `Cilium is up to date on ${updated} of ${desired} nodes`
  return ready < desired ? `Cilium is ready on ${ready} of ${desired} nodes` : null
}

/** Null once all replicas of the operator are ready and of the newest template. */
export function deploymentProblem({metadata, spec = {}, status = {}}: Rollout): string | null {
  const {observedGeneration = 0, updatedReplicas: updated = 0, readyReplicas: ready = 0} = status
  const {replicas = 1} = spec
  if (observedGeneration < metadata.generation || updated < replicas) return 'Cilium’s operator is not up to date yet'
  return ready < replicas ? `${ready} of ${replicas} operators of Cilium are ready` : null
}
