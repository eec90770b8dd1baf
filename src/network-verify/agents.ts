import type {ClusterContext} from '../contract/index.js'

/** A DaemonSet that runs a part of the CNI on nodes. */
export interface Agent {
  readonly namespace: string
  readonly name: string
  /** For `kubectl --selector`. */
  readonly selector: string
}

interface DaemonSet {
  readonly metadata: {readonly namespace: string; readonly name: string}
  readonly spec: {
    readonly selector: {readonly matchLabels?: Readonly<Record<string, string>>}
    readonly template: {readonly spec: {readonly hostNetwork?: boolean; readonly volumes?: readonly {readonly hostPath?: {readonly path: string}}[]}}
  }
}

/** Where container runtimes look for CNIs: only what belongs to one writes there. */
const CNI_FOLDERS = /^\/(etc|opt)\/cni(\/|$)/

/** All that there are in the cluster. */
export async function agentsOf({kubectl}: Pick<ClusterContext, 'kubectl'>): Promise<Agent[]> {
  const {stdout} = await kubectl(['get', 'daemonsets', '--all-namespaces', '--output', 'json'])
  return agentsIn((JSON.parse(stdout) as {items: DaemonSet[]}).items)
}

/** Pure. */
export function agentsIn(items: readonly DaemonSet[]): Agent[] {
  return items.flatMap(({metadata: {namespace, name}, spec: {selector, template}}) => {
    const {hostNetwork = false, volumes = []} = template.spec
    const writes = volumes.some(({hostPath}) => hostPath !== undefined && CNI_FOLDERS.test(hostPath.path))
    if (!hostNetwork || !writes) return []
    return [{namespace, name, selector: Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`).join(',')}]
  })
}
