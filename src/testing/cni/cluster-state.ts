import type {ClusterContext} from '../../contract/index.js'

/**
 * What an install could have changed, one line each: objects of the kinds a CNI is made of, restarts of pods, and CNI files on nodes
 * with the time they were written. Two equal lists mean that nothing was done in between.
 */
export async function clusterState({kubectl, nodes}: ClusterContext): Promise<string[]> {
  const {stdout} = await kubectl(['get', KINDS, '--all-namespaces', '-o', 'json'])
  const objects = (JSON.parse(stdout) as {items: Item[]}).items.map(describeObject)
  const files = await Promise.all(
    nodes.map(async (node) => {
      const found = await node.exec(['find', '/etc/cni/net.d', '/opt/cni/bin', '-type', 'f', '-printf', '%p %s %T@\\n'], {allowFailure: true})
      return found.stdout.split('\n').filter(Boolean).map((line) => `${node.name}: ${line}`)
    }),
  )
  return [...objects, ...files.flat()].sort()
}

const KINDS = 'daemonsets,deployments,pods,configmaps,serviceaccounts,services,clusterroles,clusterrolebindings,roles,rolebindings'

/** Their status changes by itself, so for these the version of the object says nothing. */
const LIVE = new Set(['DaemonSet', 'Deployment', 'Pod'])

interface Item {
  readonly kind: string
  readonly metadata: {
    readonly namespace?: string
    readonly name: string
    readonly uid: string
    readonly generation?: number
    readonly resourceVersion: string
  }
  readonly status?: {readonly containerStatuses?: readonly {readonly restartCount: number}[]}
}

function describeObject({kind, metadata, status}: Item): string {
  const {namespace = '-', name, uid, generation = 0, resourceVersion} = metadata
  const restarts = status?.containerStatuses?.reduce((sum, {restartCount}) => sum + restartCount, 0) ?? 0
  const version = LIVE.has(kind) ? `generation ${generation} restarts ${restarts}` : `version ${resourceVersion}`
  return `${kind} ${namespace}/${name} ${uid} ${version}`
}
