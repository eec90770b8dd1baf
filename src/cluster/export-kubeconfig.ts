import type {App} from '../app.js'
import type {Node} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {accessFrom, type AccessSource} from '../kubeconfig/access.js'
import {exportKubeconfig} from '../kubeconfig/export.js'
import {mergeKubeconfig, type ClusterAccess} from '../kubeconfig/merge.js'
import {KUBECTL_WRITES_WITHIN, restoreKubeconfig} from '../kubeconfig/restore.js'
import {updateKubeconfig} from '../kubeconfig/update.js'
import {API_PORT} from '../kubeadm/documents.js'
import {readFile} from '../node/write-file.js'
import {controlPlanes, endpointNode} from '../plan/roles.js'
import type {FoundCluster} from './find.js'
import {requireCluster} from './require-cluster.js'

export interface ExportChoice {
  readonly setCurrent: boolean
  /** The only file to write, absolute. Absent: the cluster's own, and where kubectl would write. */
  readonly file?: string | undefined
}

export interface KubeconfigOutcome {
  readonly context: string
  /** The cluster's own file. Absent: another was named. */
  readonly ownPath?: string
  readonly mergedPath: string
}

/** The admin's kubeconfig of a running cluster, at the address under which it is reached now. */
export async function exportFromCluster(app: App, name: string, {setCurrent, file}: ExportChoice): Promise<KubeconfigOutcome> {
  const source = await accessSource(await requireCluster(app, name))
  if (file !== undefined) return mergeInto(file, accessFrom(source), app, setCurrent)
  return writeBoth(app, source, setCurrent)
}

/** The same, of a cluster whose nodes have just been started: `first` is a control plane that runs, and `endpoint` the node whose port this machine uses. */
export async function exportStarted(app: App, {name, runtime}: FoundCluster, {first, endpoint}: Reached): Promise<void> {
  await writeBoth(app, await sourceOf({name, runtime}, {first, endpoint}), false)
}

async function writeBoth(app: App, source: AccessSource, setCurrent: boolean): Promise<KubeconfigOutcome> {
  const place = {env: app.env, home: app.home, signal: app.signal}
  const outcome = await exportKubeconfig({...source, ...place, setCurrent})
  await restoreKubeconfig({cluster: source.cluster, ...place, after: KUBECTL_WRITES_WITHIN})
  return outcome
}

/** A kubeconfig with one cluster, as text. `internal`: for who is on the cluster's own network. */
export async function kubeconfigText(app: App, name: string, {internal}: {internal: boolean}): Promise<{context: string; server: string; kubeconfig: string}> {
  const source = await accessSource(await requireCluster(app, name))
  const access = accessFrom({...source, ...(internal && {server: null})})
  return {context: access.name, server: String(access.cluster['server']), kubeconfig: mergeKubeconfig('', access, {file: '', setCurrent: true})}
}

async function mergeInto(file: string, access: ClusterAccess, {signal}: App, setCurrent: boolean): Promise<KubeconfigOutcome> {
  await updateKubeconfig(file, (text) => mergeKubeconfig(text ?? '', access, {file, setCurrent}), {signal})
  return {context: access.name, mergedPath: file}
}

/** Asks the cluster. @throws KinaError `E_CLUSTER_NOT_FOUND` when no control plane runs. */
export async function accessSource({name, nodes, runtime}: FoundCluster): Promise<AccessSource> {
  const first = controlPlanes(nodes).find(({running}) => running)
  const endpoint = endpointNode(nodes)
  if (!first || !endpoint?.running) throw new KinaError({code: 'E_CLUSTER_NOT_FOUND', message: `The control plane of "${name}" does not run.`, next: [`kina cluster start ${name}`]})
  return sourceOf({name, runtime}, {first, endpoint})
}

interface Reached {
  readonly first: Node
  readonly endpoint: Node
}

async function sourceOf({name, runtime}: Pick<FoundCluster, 'name' | 'runtime'>, {first, endpoint}: Reached): Promise<AccessSource> {
  const [adminConf, {host, port}] = await Promise.all([readFile(first, '/etc/kubernetes/admin.conf'), endpoint.reach(API_PORT)])
  return {cluster: name, adminConf, server: `https://${host}:${port}`, runtime: runtime.name}
}
