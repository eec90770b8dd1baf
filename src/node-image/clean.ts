import {contextFor, type App} from '../app.js'
import {cacheClean} from '../cache/cache-clean.js'
import {findClusters, type FoundCluster} from '../cluster/find.js'
import type {StoredImage} from '../contract/index.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import {availableRuntimes, type SelectedRuntime} from '../registry/select-runtime.js'
import {nodeImages} from './list.js'
import {usersOf} from './used-by.js'

export interface CleanOutcome {
  readonly removed: readonly string[]
  readonly kept: readonly {readonly ref: string; readonly cluster: string}[]
  readonly cacheBytes: number
}

/** An image that may go, by one of its names. */
interface Candidate {
  readonly ref: string
  readonly runtime: string
  readonly usedBy: readonly string[]
}

/** Removes node images of kina's, outdated ones or all, except those that a cluster runs on, and what the cache holds. */
export async function cleanImages(app: App, {all, cache}: {all: boolean; cache: boolean}): Promise<CleanOutcome> {
  const runtimes = await availableRuntimes(app.registry, (kind, name) => contextFor(app, kind, name))
  const failures: unknown[] = []
  const clusters = await findClusters(app, {runtimes, failures})
  // What a cluster uses must not go, and some cannot be seen.
  if (failures.length > 0) throw failures[0]
  const [images, stages] = await Promise.all([nodeImages(app, runtimes, clusters), unfinished(app, runtimes, clusters)])
  const removed: string[] = []
  const kept: {ref: string; cluster: string}[] = []
  for (const {ref, runtime, usedBy} of [...stages, ...images.filter(({own, current}) => own && (all || !current))]) {
    if (usedBy[0] !== undefined) {
      kept.push({ref, cluster: usedBy[0]})
      continue
    }
    await runtimes.find(({name}) => name === runtime)?.provider.images.remove(ref, contextFor(app, 'runtime', runtime))
    removed.push(ref)
  }
  const {freed} = cache ? await cacheClean({root: app.cacheRoot}) : {freed: 0}
  return {removed, kept, cacheBytes: freed}
}

/** Stages of builds that were killed, and of those that are running: a throw-away node of theirs uses them. */
async function unfinished(app: App, runtimes: readonly SelectedRuntime[], clusters: readonly FoundCluster[]): Promise<Candidate[]> {
  const lists = await Promise.all(
    runtimes.map(async (runtime) => {
      const stored = await runtime.provider.images.list(contextFor(app, 'runtime', runtime.name))
      const here = clusters.filter((cluster) => cluster.runtime.name === runtime.name)
      return stored.filter(isUnfinished).flatMap(({id, names}) => names.map((ref) => ({ref, runtime: runtime.name, usedBy: usersOf({id, ref}, here)})))
    }),
  )
  return lists.flat()
}

function isUnfinished({labels}: StoredImage): boolean {
  return labels[IMAGE_LABELS.stage] !== undefined && labels[IMAGE_LABELS.inputs] === undefined
}
