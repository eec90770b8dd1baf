import {contextFor, type App} from '../app.js'
import {cacheSize} from '../cache/cache-clean.js'
import {findClusters, type FoundCluster} from '../cluster/find.js'
import type {Arch, StoredImage} from '../contract/index.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import {availableRuntimes, type SelectedRuntime} from '../registry/select-runtime.js'
import {archOf} from './arch.js'
import {imageInputs} from './inputs.js'
import {usersOf} from './used-by.js'

/** One name of a node image that kina built, or that a cluster runs on. */
export interface NodeImageDescription {
  readonly ref: string
  readonly id: string
  /** False: somebody else's, listed because a cluster runs on it. */
  readonly own: boolean
  /** Empty when the image does not say it. */
  readonly kubernetes: string
  readonly arch: string
  readonly size: number
  /** ISO 8601. */
  readonly created: string
  /** Made from the same inputs as this kina would make it from now. */
  readonly current: boolean
  readonly runtime: string
  /** Names of the clusters that run on it. */
  readonly usedBy: readonly string[]
}

export interface NodeImageList {
  readonly images: NodeImageDescription[]
  readonly cache: {readonly path: string; readonly size: number}
}

export async function listNodeImages(app: App): Promise<NodeImageList> {
  const runtimes = await availableRuntimes(app.registry, (kind, name) => contextFor(app, kind, name))
  const [clusters, size] = await Promise.all([findClusters(app, {runtimes}), cacheSize(app.cacheRoot)])
  return {images: await nodeImages(app, runtimes, clusters), cache: {path: app.cacheRoot, size}}
}

/** Those of some runtimes, where these clusters are. */
export async function nodeImages(app: App, runtimes: readonly SelectedRuntime[], clusters: readonly FoundCluster[]): Promise<NodeImageDescription[]> {
  const images = await Promise.all(runtimes.map((runtime) => imagesOf(app, runtime, clusters)))
  return images.flat().sort((a, b) => a.ref.localeCompare(b.ref))
}

async function imagesOf(app: App, runtime: SelectedRuntime, clusters: readonly FoundCluster[]): Promise<NodeImageDescription[]> {
  const stored = await runtime.provider.images.list(contextFor(app, 'runtime', runtime.name))
  const here = clusters.filter((cluster) => cluster.runtime.name === runtime.name)
  const described = await Promise.all(stored.map((image) => describe(image, runtime.name, here)))
  return described.flat().filter(({own, usedBy}) => own || usedBy.length > 0)
}

/** One for each of its names. kina's own are known by the label that the build puts on them. */
async function describe(image: StoredImage, runtime: string, clusters: readonly FoundCluster[]): Promise<NodeImageDescription[]> {
  const {id, names, labels, size, created} = image
  const inputs = labels[IMAGE_LABELS.inputs]
  const kubernetes = labels[IMAGE_LABELS.kubernetes] ?? ''
  const arch = archOf(image) ?? ''
  const current = inputs !== undefined && (await imageInputs(kubernetes, arch as Arch).catch(() => null)) === inputs
  return names.map((ref) => ({ref, id, own: inputs !== undefined, kubernetes, arch, size, created, current, runtime, usedBy: usersOf({id, ref}, clusters)}))
}
