import type {NodeRole} from '../contract/index.js'

/** Linux allows 64 bytes in a host name, but the label `kubernetes.io/hostname` and a DNS label only 63. */
const HOSTNAME_MAX = 63

/** Leaves room for the longest suffix of a node, `-control-plane`. */
export const CLUSTER_NAME_MAX = HOSTNAME_MAX - '-control-plane'.length

/** Files and folders kubectl has in `~/.kube`, where kina writes a cluster's kubeconfig under the cluster's name. */
const RESERVED = ['config', 'cache', 'kuberc']

/** Begins the names of nodes that kina starts for its own short use, such as preparing an image. */
export const THROWAWAY_PREFIX = 'kina-tmp-'

/** What is wrong with a cluster's name, to be read after the name; undefined when it is fine. Flags and config files share this rule. */
export function clusterNameProblem(name: string): string | undefined {
  if (name.length > CLUSTER_NAME_MAX) {
    return `has ${name.length} characters; a cluster name has at most ${CLUSTER_NAME_MAX}, so that "<name>-control-plane" is still a host name`
  }
  if (RESERVED.includes(name)) return `is reserved: the cluster's kubeconfig is written to ~/.kube/<name>, and kubectl keeps its own ${name} there`
  if (name.startsWith(THROWAWAY_PREFIX)) return `is reserved: kina names nodes of its own ${THROWAWAY_PREFIX}...`
  // The pattern has no dot, so it also keeps out lock files, which are called `<kubeconfig>.lock`.
  if (name.endsWith('.lock')) return 'ends in ".lock", which is how kubectl names lock files in ~/.kube'
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) {
    return 'is not a cluster name: use lower case letters, digits and "-", with a letter or digit first and last'
  }
  return undefined
}

/** Names of the nodes in the order of their roles: the first of a role has no number, the second ends in 2, as kind does it. */
export function nodeNames(cluster: string, roles: readonly NodeRole[]): string[] {
  const seen = new Map<NodeRole, number>()
  return roles.map(role => {
    const count = (seen.get(role) ?? 0) + 1
    seen.set(role, count)
    return nodeName(cluster, role, count)
  })
}

/** The next names of that role that nobody has. */
export function freeNames(cluster: string, role: NodeRole, {count, taken}: {readonly count: number; readonly taken: ReadonlySet<string>}): string[] {
  const free: string[] = []
  for (let number = 1; free.length < count; number++) {
    const name = nodeName(cluster, role, number)
    if (!taken.has(name)) free.push(name)
  }
  return free
}

/** The cluster that a node of this name belongs to; undefined when it is no name of a node. */
export function clusterOfNode(name: string): string | undefined {
  return /^(.+)-(?:control-plane|worker|load-balancer)\d*$/.exec(name)?.[1]
}

function nodeName(cluster: string, role: NodeRole, number: number): string {
  const name = `${cluster}-${role}${number === 1 ? '' : number}`
  if (name.length > HOSTNAME_MAX) throw new RangeError(`${name} is longer than the ${HOSTNAME_MAX} characters of a host name`)
  return name
}

/** Name of the API endpoint on the cluster's network. Of the cluster, not of a node, so that control planes can be added later. */
export function endpointName(cluster: string): string {
  return `${cluster}-api`
}

/** Begins the names of what kina writes into kubeconfigs. */
export const CONTEXT_PREFIX = 'kina-'

/** Name of the kubeconfig context, user and cluster entry. */
export function contextName(cluster: string): string {
  return `${CONTEXT_PREFIX}${cluster}`
}

/** Name of the network in the backend that the cluster's nodes share; one for each cluster. */
export function networkName(cluster: string): string {
  return `kina-${cluster}`
}
