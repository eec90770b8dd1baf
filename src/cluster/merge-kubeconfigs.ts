import type {App} from '../app.js'
import {KinaError, messageOf} from '../errors.js'
import {accessFrom} from '../kubeconfig/access.js'
import {mergeAsKubectl} from '../kubeconfig/export.js'
import {mergeKubeconfig} from '../kubeconfig/merge.js'
import {parseKubeconfig} from '../kubeconfig/parse.js'
import {updateKubeconfig} from '../kubeconfig/update.js'
import {THROWAWAY_PREFIX} from '../plan/names.js'
import {accessSource} from './export-kubeconfig.js'
import {findClusters, type FoundCluster} from './find.js'
import {requireCluster} from './require-cluster.js'

export interface MergeChoice {
  /** Empty: all that run. */
  readonly names: readonly string[]
  /** The only file to write, absolute. Absent: where kubectl would write. */
  readonly file?: string | undefined
}

export interface MergeOutcome {
  readonly merged: readonly {readonly context: string; readonly file: string}[]
  /** Of all clusters, those that could not be asked for their credentials. */
  readonly skipped: readonly {readonly cluster: string; readonly reason: string}[]
}

/** Brings clusters into one kubeconfig. Its current context stays what it is; where there is none, the first cluster becomes it. */
export async function mergeKubeconfigs(app: App, {names, file}: MergeChoice): Promise<MergeOutcome> {
  const clusters = names.length > 0 ? await Promise.all([...new Set(names)].map((name) => requireCluster(app, name))) : (await findClusters(app)).filter(({name}) => !name.startsWith(THROWAWAY_PREFIX))
  const results = await Promise.all(clusters.map((cluster) => sourceOf(cluster)))
  const failed = results.find((result) => 'error' in result)
  if (names.length > 0 && failed && 'error' in failed) throw failed.error
  const merged = []
  // One after another: it is one file.
  for (const result of results) if ('source' in result) merged.push(await mergeOne(app, result.source, file))
  const skipped = results.flatMap((result) => ('error' in result ? [{cluster: result.cluster, reason: messageOf(result.error)}] : []))
  return {merged, skipped}
}

type Source = Awaited<ReturnType<typeof accessSource>>

async function sourceOf(cluster: FoundCluster): Promise<{source: Source} | {cluster: string; error: unknown}> {
  return accessSource(cluster).then((source) => ({source}), (error: unknown) => ({cluster: cluster.name, error: asKnown(error, cluster.name)}))
}

async function mergeOne({env, home, signal}: App, source: Source, file: string | undefined): Promise<{context: string; file: string}> {
  const access = accessFrom(source)
  if (file === undefined) return {context: access.name, file: await mergeAsKubectl(access, {cluster: source.cluster, env, home, signal, setCurrent: false})}
  const change = (text: string | null) => mergeKubeconfig(text ?? '', access, {file, setCurrent: !parseKubeconfig(text ?? '', file)['current-context']})
  await updateKubeconfig(file, change, {signal})
  return {context: access.name, file}
}

/** The control plane of a creation that was cut short has no credentials yet. */
function asKnown(error: unknown, name: string): unknown {
  if (error instanceof KinaError && error.code === 'E_CLUSTER_NOT_FOUND') return error
  return new KinaError({code: 'E_CLUSTER_NOT_FOUND', message: `The cluster "${name}" gave no credentials: ${messageOf(error)}`, next: [`kina logs export ${name} has what there is to see.`, `kina cluster delete ${name}`]}, {cause: error})
}
