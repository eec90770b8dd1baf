/** As much of a list of pods as is read here. */
export interface PodList {
  readonly items: readonly Pod[]
}

interface Pod {
  readonly spec?: {readonly nodeName?: string}
  readonly status?: {
    readonly conditions?: readonly {readonly type: string; readonly status: string; readonly message?: string}[]
    readonly initContainerStatuses?: readonly ContainerStatus[]
    readonly containerStatuses?: readonly ContainerStatus[]
  }
}

interface ContainerStatus {
  readonly name: string
  readonly ready: boolean
  readonly state?: {readonly waiting?: Ended; readonly terminated?: Ended}
  readonly lastState?: {readonly terminated?: Ended}
}

interface Ended {
  readonly reason?: string
  readonly message?: string
  readonly exitCode?: number
}

/** States every pod passes through. */
const NORMAL = new Set(['PodInitializing', 'ContainerCreating', 'Completed'])

/** The first thing that keeps one of the pods from being ready, in the kubelet's words; null when they are merely on their way. */
export function podProblem({items}: PodList): string | null {
  for (const pod of items) {
    const problem = unschedulable(pod) ?? containerProblem(pod)
    if (problem !== null) return `Cilium on ${pod.spec?.nodeName ?? 'no node'}: ${problem}`
  }
  return null
}

function unschedulable({status}: Pod): string | null {
  const scheduled = status?.conditions?.find(({type}) => type === 'PodScheduled')
  return scheduled?.status === 'False' ? (scheduled.message ?? 'not scheduled') : null
}

function containerProblem({status}: Pod): string | null {
  for (const container of [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]) {
    const now = container.state?.waiting ?? container.state?.terminated
    if (container.ready || !now || NORMAL.has(now.reason ?? '')) continue
    // "CrashLoopBackOff" says how long it waits; what the program said last is in the state before.
    const before = container.lastState?.terminated
    const words = [now.reason, lastLine(now.message), before && `last exit code ${before.exitCode}`, lastLine(before?.message)]
    return `${container.name}: ${words.filter(Boolean).join(': ')}`
  }
  return null
}

/** Of a log, the last line is where a program says why it gave up. */
function lastLine(message = ''): string | undefined {
  return message.trim().split('\n').at(-1)
}
