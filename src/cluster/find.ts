import type {Node} from '../contract/index.js'
import {contextFor, type App} from '../app.js'
import {availableRuntimes, type SelectedRuntime} from '../registry/select-runtime.js'

/** What a runtime has of one cluster. */
export interface FoundCluster {
  readonly name: string
  readonly runtime: SelectedRuntime
  /** Empty for a ruin: networks or volumes without nodes. */
  readonly nodes: readonly Node[]
}

/** All clusters of all runtimes that answer, by name. The runtimes are the source of truth: there is no state file. */
export async function findClusters(app: App, runtimes?: readonly SelectedRuntime[]): Promise<FoundCluster[]> {
  const all = runtimes ?? (await availableRuntimes(app.registry, (kind, name) => contextFor(app, kind, name)))
  const found = await Promise.all(all.map((runtime) => clustersOf(app, runtime)))
  return found.flat().sort((a, b) => a.name.localeCompare(b.name))
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
