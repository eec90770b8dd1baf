import {contextFor, type App} from '../app.js'
import {messageOf} from '../errors.js'
import {IMAGE_LABELS, LABELS} from '../plan/labels.js'
import {THROWAWAY_PREFIX} from '../plan/names.js'
import {findClusters, type FoundCluster} from './find.js'
import {tellUnseen} from './find-noted.js'
import {kubernetesOf} from './version-record.js'

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
  /** What its nodes were made from, each once. */
  readonly images: readonly ClusterImage[]
  readonly nodes: readonly {readonly name: string; readonly role: string; readonly running: boolean; readonly image: string}[]
}

export interface ClusterImage {
  readonly ref: string
  /** Whether kina built it; null: the runtime's store does not have it any more. */
  readonly own: boolean | null
}

/** All clusters, except those that kina itself has for a moment. */
export async function describeClusters(app: App): Promise<ClusterDescription[]> {
  const found = await findClusters(app)
  await tellUnseen(app, found)
  return Promise.all(found.filter(({name}) => !name.startsWith(THROWAWAY_PREFIX)).map((cluster) => describeCluster(app, cluster)))
}

/** One of them. */
export async function describeCluster(app: App, cluster: FoundCluster): Promise<ClusterDescription> {
  const {name, runtime, nodes} = cluster
  const label = (key: string) => nodes.map((node) => node.labels[key]).find((value) => value !== undefined) ?? ''
  const running = nodes.filter((node) => node.running).length
  const refs = [...new Set(nodes.map(({image}) => image))]
  return {
    name,
    status: nodes.length === 0 ? 'ruin' : running === nodes.length ? 'running' : running === 0 ? 'stopped' : 'partial',
    kubernetes: await kubernetesOf(app, cluster),
    cni: label(LABELS.cni),
    runtime: runtime.name,
    api: label(LABELS.api),
    images: await Promise.all(refs.map(async (ref) => ({ref, own: await isOwn(app, runtime, ref)}))),
    nodes: nodes.map((node) => ({name: node.name, role: node.role, running: node.running, image: node.image})),
  }
}

/** By the label that the build puts on images. A list of clusters does not fail for it. */
async function isOwn(app: App, {name, provider}: FoundCluster['runtime'], ref: string): Promise<boolean | null> {
  const ctx = contextFor(app, 'runtime', name)
  const stored = await provider.images.inspect(ref, ctx).catch((error: unknown) => {
    ctx.signal.throwIfAborted()
    ctx.log.debug(`the image ${ref} cannot be looked at: ${messageOf(error)}`)
    return null
  })
  return stored && stored.labels[IMAGE_LABELS.inputs] !== undefined
}
