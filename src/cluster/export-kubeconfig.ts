import type {App} from '../app.js'
import {KinaError} from '../errors.js'
import {exportKubeconfig} from '../kubeconfig/export.js'
import {API_PORT} from '../kubeadm/documents.js'
import {readFile} from '../node/write-file.js'
import {THROWAWAY_PREFIX} from '../plan/names.js'
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
export async function exportFromCluster(app: App, name: string, {setCurrent}: {setCurrent: boolean}): Promise<{context: string; ownPath: string; mergedPath: string}> {
  const {nodes} = await requireCluster(app, name)
  const first = nodes.find((node) => node.role === 'control-plane' && node.running)
  if (!first) throw new KinaError({code: 'E_CLUSTER_NOT_FOUND', message: `The control plane of "${name}" does not run.`, next: ['kina cluster list', 'Start its container with the runtime’s own command, then try again.']})
  const [adminConf, {host, port}] = await Promise.all([readFile(first, '/etc/kubernetes/admin.conf'), first.reach(API_PORT)])
  return exportKubeconfig({cluster: name, adminConf, server: `https://${host}:${port}`, env: app.env, home: app.home, setCurrent})
}

