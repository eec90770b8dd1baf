import {contextFor, type App} from '../app.js'
import {cacheClean} from '../cache/cache-clean.js'
import {findClusters} from '../cluster/find.js'
import {availableRuntimes} from '../registry/select-runtime.js'
import {listNodeImages} from './list.js'

export interface CleanOutcome {
  readonly removed: readonly string[]
  readonly kept: readonly {readonly ref: string; readonly cluster: string}[]
  readonly cacheBytes: number
}

/** Removes node images, outdated ones or all, except those that a cluster runs on, and what the cache holds. */
export async function cleanImages(app: App, {all, cache}: {all: boolean; cache: boolean}): Promise<CleanOutcome> {
  const runtimes = await availableRuntimes(app.registry, (kind, name) => contextFor(app, kind, name))
  const [{images}, clusters] = await Promise.all([listNodeImages(app), findClusters(app, runtimes)])
  const removed: string[] = []
  const kept: {ref: string; cluster: string}[] = []
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

/** Stores prefix names without a registry with one of their own, such as localhost/. */
function sameName(a: string, b: string): boolean {
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`)
}
