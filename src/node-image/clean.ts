import {contextFor, type App} from '../app.js'
import {cacheClean} from '../cache/cache-clean.js'
import {findClusters} from '../cluster/find.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import {availableRuntimes, type SelectedRuntime} from '../registry/select-runtime.js'
import {listNodeImages} from './list.js'

export interface CleanOutcome {
  readonly removed: readonly string[]
  readonly kept: readonly {readonly ref: string; readonly cluster: string}[]
  readonly cacheBytes: number
}

/** Removes node images, outdated ones or all, except those that a cluster runs on, and what the cache holds. */
export async function cleanImages(app: App, {all, cache}: {all: boolean; cache: boolean}): Promise<CleanOutcome> {
  const runtimes = await availableRuntimes(app.registry, (kind, name) => contextFor(app, kind, name))
  const failures: unknown[] = []
  const [{images}, clusters] = await Promise.all([listNodeImages(app), findClusters(app, {runtimes, failures})])
  // What a cluster uses must not go, and some cannot be seen.
  if (failures.length > 0) throw failures[0]
  const removed: string[] = []
  const kept: {ref: string; cluster: string}[] = []
  for (const {ref, runtime} of await unfinished(app, runtimes)) {
    await runtime.provider.images.remove(ref, contextFor(app, 'runtime', runtime.name))
    removed.push(ref)
  }
  for (const image of images.filter((candidate) => all || !candidate.current)) {
    const user = clusters.find(({runtime, nodes}) => runtime.name === image.runtime && nodes.some((node) => sameName(node.image, image.ref)))
    if (user) {
      kept.push({ref: image.ref, cluster: user.name})
      continue
    }
    const runtime = runtimes.find(({name}) => name === image.runtime)
    await runtime?.provider.images.remove(image.ref, contextFor(app, 'runtime', image.runtime))
    removed.push(image.ref)
  }
  const {freed} = cache ? await cacheClean({root: app.cacheRoot}) : {freed: 0}
  return {removed, kept, cacheBytes: freed}
}

/** Stages of builds that were killed. */
async function unfinished(app: App, runtimes: readonly SelectedRuntime[]): Promise<{ref: string; runtime: SelectedRuntime}[]> {
  const lists = await Promise.all(
    runtimes.map(async (runtime) => {
      const stored = await runtime.provider.images.list(contextFor(app, 'runtime', runtime.name))
      return stored.filter(({labels}) => labels[IMAGE_LABELS.stage] !== undefined && labels[IMAGE_LABELS.inputs] === undefined).flatMap(({names}) => names.map((ref) => ({ref, runtime})))
    }),
  )
  return lists.flat()
}

/** Stores prefix names without a registry with one of their own, such as localhost/. */
function sameName(a: string, b: string): boolean {
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`)
}
