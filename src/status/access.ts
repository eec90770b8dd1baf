import type {App} from '../app.js'
import {answers} from '../cluster/check-reach.js'
import type {FoundCluster} from '../cluster/find.js'
import {messageOf} from '../errors.js'
import {API_PORT} from '../kubeadm/documents.js'
import {parseKubeconfig} from '../kubeconfig/parse.js'
import {entryName, ownKubeconfigPath} from '../kubeconfig/paths.js'
import {readKubeconfig} from '../kubeconfig/read.js'
import {endpointNode} from '../plan/roles.js'

/** How this machine reaches the cluster. */
export interface AccessStatus {
  /** The cluster's own file. */
  readonly kubeconfig: string
  /** What stands there. Null: there is no such file, it cannot be read, or it does not have the cluster. */
  readonly recorded: string | null
  /** What would stand there if it were written now. Null: the node with the port does not run. */
  readonly present: string | null
  /** Whether anything answers at `present`. */
  readonly answers: boolean
  /** Why not, or what may be in the way. */
  readonly reason: string
}

/** The kubeconfig's server against the present one, and whether that answers. */
export async function accessStatus({home}: Pick<App, 'home'>, {name, nodes}: Pick<FoundCluster, 'name' | 'nodes'>): Promise<AccessStatus> {
  const kubeconfig = ownKubeconfigPath(name, home)
  const recorded = await recordedServer(kubeconfig, name)
  const endpoint = endpointNode(nodes)
  if (!endpoint?.running) return {kubeconfig, recorded, present: null, answers: false, reason: `${endpoint?.name ?? 'its control plane'} does not run`}
  try {
    const {host, port, hint = ''} = await endpoint.reach(API_PORT)
    const look = await answers(host, port)
    return {kubeconfig, recorded, present: `https://${host}:${port}`, answers: look.met, reason: look.met ? '' : [look.reason, hint].filter(Boolean).join('; ')}
  } catch (error) {
    return {kubeconfig, recorded, present: null, answers: false, reason: messageOf(error)}
  }
}

async function recordedServer(file: string, cluster: string): Promise<string | null> {
  try {
    const entry = parseKubeconfig((await readKubeconfig(file)) ?? '', file).clusters?.find(({name}) => name === entryName(cluster))
    return (entry?.['cluster'] as {server?: string} | undefined)?.server ?? null
  } catch {
    return null
  }
}
