import type {ClusterContext} from '../contract/index.js'

/** What the API says of a node, as far as kina reads it. */
export interface NodeObject {
  readonly metadata: {readonly name: string; readonly labels?: Readonly<Record<string, string>>}
  readonly spec: {readonly podCIDR?: string; readonly unschedulable?: boolean}
  readonly status?: {
    readonly addresses?: readonly {readonly type: string; readonly address: string}[]
    readonly conditions?: readonly {readonly type: string; readonly status: string; readonly message?: string}[]
    readonly nodeInfo?: {readonly kubeletVersion?: string}
  }
}

type Kubectl = ClusterContext['kubectl']

/** Those of all nodes. */
export async function nodeObjects(kubectl: Kubectl): Promise<readonly NodeObject[]> {
  const {stdout} = await kubectl(['get', 'nodes', '--output', 'json', '--request-timeout=10s'], {timeoutSeconds: 20})
  return (JSON.parse(stdout) as {items: readonly NodeObject[]}).items
}

/** Whether it is Ready, and what it says. */
export function readyOf(object: NodeObject): {readonly ready: boolean; readonly message: string} {
  const condition = object.status?.conditions?.find(({type}) => type === 'Ready')
  return {ready: condition?.status === 'True', message: condition?.message ?? 'no status yet'}
}

export function internalAddresses(object: NodeObject): string[] {
  return (object.status?.addresses ?? []).filter(({type}) => type === 'InternalIP').map(({address}) => address)
}

/**
 * The objects of nodes that are no more. Their pods at once, too: the API would forget them after a minute, and until then kubeadm takes an etcd among
 * them for one that a joining control plane may ask. And what is left of their kubelets' certificates: another node of that name has to ask for its own.
 *
 * @param token - the bootstrap token by which they have joined, where that is known
 */
export async function forgetNodeObjects(kubectl: Kubectl, names: readonly string[], token?: string): Promise<void> {
  await kubectl(['delete', 'node', ...names, '--ignore-not-found', '--wait=false'])
  for (const name of names) await kubectl(['delete', 'pods', '--all-namespaces', '--field-selector', `spec.nodeName=${name}`, '--force', '--grace-period=0', '--wait=false'])
  await forgetRequests(kubectl, [...names.map((name) => `system:node:${name}`), ...(token === undefined ? [] : usersOfToken(token))])
}

/** Who asks by a bootstrap token for a kubelet's first certificate. */
export function usersOfToken(token: string): string[] {
  return [`system:bootstrap:${token.split('.')[0]}`]
}

/** Requests for certificates that these users have made. */
export async function forgetRequests(kubectl: Kubectl, users: readonly string[]): Promise<void> {
  const {stdout} = await kubectl(['get', 'certificatesigningrequests', '--output', 'json'])
  const requests = (JSON.parse(stdout) as {items: readonly {metadata: {name: string}; spec: {username?: string}}[]}).items
  const theirs = requests.filter(({spec}) => users.includes(spec.username ?? '')).map(({metadata}) => metadata.name)
  if (theirs.length > 0) await kubectl(['delete', 'certificatesigningrequests', ...theirs, '--ignore-not-found'])
}
