import type {ClusterContext} from '../contract/index.js'

interface PodList {
  readonly items: readonly {
    readonly metadata: {readonly namespace: string; readonly name: string; readonly ownerReferences?: readonly {readonly controller?: boolean}[]}
    readonly spec: {readonly hostNetwork?: boolean}
  }[]
}

/** How long pods get to end, and how long all of it may take, in seconds. */
const GRACE = 10
const PATIENCE = 120

/**
 * Does what takes away the pods' network while no pod uses it: a runtime can end a pod only with the CNI that gave it its network. Their
 * controllers make them anew, and they wait for a node that is Ready. Pods without a controller would be lost, so they stay. Nodes that were
 * cordoned before stay so. `anew` is the same cluster under a signal of its own, for what has to be done after an interruption, too.
 */
export async function withoutPods(cluster: ClusterContext, anew: () => Promise<ClusterContext>, work: () => Promise<void>): Promise<void> {
  const {stdout} = await cluster.kubectl(['get', 'nodes', '--field-selector', 'spec.unschedulable=false', '--output', 'jsonpath={.items[*].metadata.name}'])
  const nodes = stdout.split(' ').filter(Boolean)
  if (nodes.length > 0) await cluster.kubectl(['cordon', ...nodes])
  try {
    await endPods(cluster)
    await work()
  } finally {
    const {kubectl} = cluster.signal.aborted ? await anew() : cluster
    if (nodes.length > 0) await kubectl(['uncordon', ...nodes])
  }
}

async function endPods({kubectl}: ClusterContext): Promise<void> {
  const {stdout} = await kubectl(['get', 'pods', '--all-namespaces', '--output', 'json'])
  const replaced = (JSON.parse(stdout) as PodList).items.filter(({metadata, spec}) => !spec.hostNetwork && metadata.ownerReferences?.some(({controller}) => controller))
  const namespaces = Map.groupBy(replaced, ({metadata}) => metadata.namespace)
  for (const [namespace, pods] of namespaces) {
    await kubectl(['--namespace', namespace, 'delete', 'pods', ...pods.map(({metadata}) => metadata.name), '--ignore-not-found', `--grace-period=${GRACE}`, '--wait', `--timeout=${PATIENCE}s`])
  }
}
