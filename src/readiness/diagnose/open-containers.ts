import type {V1ContainerStatus, V1Pod} from '@kubernetes/client-node'

/** A container that is not Ready although it has begun, or cannot begin. */
export interface OpenContainer {
  readonly namespace: string
  readonly pod: string
  readonly node: string
  readonly name: string
  readonly image: string
  readonly init: boolean
  readonly restarts: number
  /** Such as `CrashLoopBackOff` or `ImagePullBackOff`; empty while it runs. */
  readonly reason: string
  readonly message: string
  /** Of the last end; undefined: there was none. */
  readonly exitCode: number | undefined
}

/** States every pod passes through, in which there is nothing to read yet. */
const ON_THE_WAY = new Set(['PodInitializing', 'ContainerCreating'])

/** Those of all pods, worst first: what ends again and again before what merely runs. Pure. */
export function openContainers(pods: readonly V1Pod[]): OpenContainer[] {
  return pods.filter(({status}) => status?.phase !== 'Succeeded').flatMap(openOf).sort((a, b) => weight(b) - weight(a))
}

function openOf({metadata, spec, status}: V1Pod): OpenContainer[] {
  const of = (init: boolean) => (container: V1ContainerStatus): OpenContainer[] => {
    const {state, lastState, ready, restartCount: restarts, name, image} = container
    const waits = state?.waiting
    if ((init ? state?.terminated?.exitCode === 0 : ready) || ON_THE_WAY.has(waits?.reason ?? '') || state === undefined) return []
    const ended = state.terminated ?? lastState?.terminated
    // What waits to be started again says only that; how it ended says more, above all where its program could not be run at all.
    const message = (waits?.reason === 'CrashLoopBackOff' ? ended?.message : (waits ?? state.terminated)?.message) ?? ''
    return [{namespace: metadata?.namespace ?? '', pod: metadata?.name ?? '', node: spec?.nodeName ?? '', name, image, init, restarts, reason: waits?.reason ?? state.terminated?.reason ?? '', message, exitCode: ended?.exitCode}]
  }
  return [...(status?.initContainerStatuses ?? []).flatMap(of(true)), ...(status?.containerStatuses ?? []).flatMap(of(false))]
}

function weight({restarts, reason}: OpenContainer): number {
  return (reason === '' ? 0 : 1000) + restarts
}
