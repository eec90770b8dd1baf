import type {App} from '../app.js'
import {LABELS} from '../plan/labels.js'
import {THROWAWAY_PREFIX} from '../plan/names.js'
import {findClusters, type FoundCluster} from './find.js'

/** A cluster as `kina cluster list --json` shows it. */
export interface ClusterDescription {
  readonly name: string
  /** `partial`: some nodes run; `ruin`: something is left, but no node. */
  readonly status: 'running' | 'partial' | 'stopped' | 'ruin'
  /** Empty when no node tells. */
  readonly kubernetes: string
  readonly cni: string
  readonly runtime: string
  /** Host address and port. */
  readonly api: string
  readonly nodes: readonly {readonly name: string; readonly role: string; readonly running: boolean; readonly image: string}[]
}

/** All clusters, except those that kina itself has for a moment. */
export async function describeClusters(app: App): Promise<ClusterDescription[]> {
  const found = await findClusters(app)
  return found.filter(({name}) => !name.startsWith(THROWAWAY_PREFIX)).map(describe)
}

function describe({name, runtime, nodes}: FoundCluster): ClusterDescription {
  const label = (key: string) => nodes.map((node) => node.labels[key]).find((value) => value !== undefined) ?? ''
  const running = nodes.filter((node) => node.running).length
  return {
    name,
    status: nodes.length === 0 ? 'ruin' : running === nodes.length ? 'running' : running === 0 ? 'stopped' : 'partial',
    kubernetes: label(LABELS.kubernetes),
    cni: label(LABELS.cni),
    runtime: runtime.name,
    api: label(LABELS.api),
    nodes: nodes.map((node) => ({name: node.name, role: node.role, running: node.running, image: node.image})),
  }
}
