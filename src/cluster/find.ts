import type {Node} from '../contract/index.js'
import {contextFor, type App} from '../app.js'
import {messageOf} from '../errors.js'
import {availableRuntimes, leftOut, type SelectedRuntime} from '../registry/select-runtime.js'

/** What a runtime has of one cluster. */
export interface FoundCluster {
  readonly name: string
  readonly runtime: SelectedRuntime
  /** Empty for a ruin: networks or volumes without nodes. */
  readonly nodes: readonly Node[]
}

/**
 * All clusters of all runtimes that answer, by name. The runtimes are the source of truth: there is no state file. One that fails is a
 * warning as long as another answers; `failures` then gets its error, for those to whom "not found" would be a lie.
 */
export async function findClusters(app: App, {runtimes, failures = []}: {runtimes?: readonly SelectedRuntime[]; failures?: unknown[]} = {}): Promise<FoundCluster[]> {
  const all = runtimes ?? (await availableRuntimes(app.registry, (kind, name) => contextFor(app, kind, name)))
  const results = await Promise.allSettled(all.map((runtime) => clustersOf(app, runtime)))
  failures.push(...results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])))
  app.signal.throwIfAborted()
  if (all.length > 0 && failures.length === all.length) throw failures[0]
  for (const [i, result] of results.entries()) {
    if (result.status === 'rejected') app.log.warn(leftOut(all[i]!.name, app.registry.runtimes.get(all[i]!.name)?.plugin ?? '', messageOf(result.reason)))
  }
  return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : [])).sort((a, b) => a.name.localeCompare(b.name))
}

async function clustersOf(app: App, runtime: SelectedRuntime): Promise<FoundCluster[]> {
  const ctx = contextFor(app, 'runtime', runtime.name)
  const [names, nodes] = await Promise.all([runtime.provider.listClusters(ctx), runtime.provider.listNodes(ctx)])
  const all = new Set([...names, ...nodes.map((node) => node.cluster)])
  return [...all].map((name) => ({name, runtime, nodes: nodes.filter((node) => node.cluster === name).sort(byRoleThenName)}))
}

function byRoleThenName(a: Node, b: Node): number {
  return a.role.localeCompare(b.role) || a.name.localeCompare(b.name, undefined, {numeric: true})
}
