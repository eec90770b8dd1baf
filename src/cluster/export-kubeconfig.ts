import type {App} from '../app.js'
import type {Node} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {exportKubeconfig, type ExportedKubeconfig} from '../kubeconfig/export.js'
import {API_PORT} from '../kubeadm/documents.js'
import {readFile} from '../node/write-file.js'
import {THROWAWAY_PREFIX} from '../plan/names.js'
import {controlPlanes, endpointNode} from '../plan/roles.js'
import {findClusters, type FoundCluster} from './find.js'

/** One cluster by name, with at least one node. */
export async function requireCluster(app: App, name: string): Promise<FoundCluster> {
  const all = await findClusters(app)
  const found = all.find((cluster) => cluster.name === name && cluster.nodes.length > 0)
  if (found) return found
  const others = all.filter(({name: other, nodes}) => nodes.length > 0 && !other.startsWith(THROWAWAY_PREFIX)).map((cluster) => cluster.name)
  throw new KinaError({
    code: 'E_CLUSTER_NOT_FOUND',
    message: `There is no cluster "${name}". ${others.length === 0 ? 'There are none at all.' : `There are: ${others.join(', ')}.`}`,
    next: [`kina cluster create ${name}`],
  })
}

/** The admin's kubeconfig of a running cluster, at the address under which it is reached now. */
export async function exportFromCluster(app: App, name: string, {setCurrent}: {setCurrent: boolean}): Promise<ExportedKubeconfig> {
  const {nodes} = await requireCluster(app, name)
  const first = controlPlanes(nodes).find(({running}) => running)
  const endpoint = endpointNode(nodes)
  if (!first || !endpoint?.running) throw new KinaError({code: 'E_CLUSTER_NOT_FOUND', message: `The control plane of "${name}" does not run.`, next: [`kina cluster start ${name}`]})
  return writeKubeconfig(app, name, {first, endpoint, setCurrent})
}

/** The same, of a cluster whose nodes are known: `first` is a control plane that runs, and `endpoint` the node whose port this machine uses. */
export async function writeKubeconfig(app: App, name: string, {first, endpoint, setCurrent}: {first: Node; endpoint: Node; setCurrent: boolean}): Promise<ExportedKubeconfig> {
  const [adminConf, {host, port}] = await Promise.all([readFile(first, '/etc/kubernetes/admin.conf'), endpoint.reach(API_PORT)])
  return exportKubeconfig({cluster: name, adminConf, server: `https://${host}:${port}`, env: app.env, home: app.home, setCurrent})
}
