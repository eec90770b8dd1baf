import type {ClusterPlan, NodePlan} from './cluster-plan.js'
import type {Context} from './context.js'
import type {Node} from './node.js'
import type {Probe} from './provider.js'

/** Where nodes run: in containers of this host, or in virtual machines. */
export interface RuntimeBackend {
  /** Name of the image store that its nodes come from; pairs it with a builder. */
  readonly imageStore: string
  readonly images: ImageStore
  /** Can this host run it? Changes nothing; asked of every backend by `kina doctor` and for the default. */
  probe(ctx: Context): Promise<Probe>
  /** Image in the backend's store, network there. Idempotent. Resolves to the only way to make a node. */
  prepare(plan: ClusterPlan, ctx: Context): Promise<CreateNode>
  /** Every node kina has here, of any cluster, running or not. From the backend itself, never from memory. */
  listNodes(ctx: Context): Promise<readonly Node[]>
  /** Clusters of which anything is left here: nodes, networks, volumes. A superset of the clusters of `listNodes`. */
  listClusters(ctx: Context): Promise<readonly string[]>
  /** Nodes, network, disks and state of one cluster. Idempotent; also for one that was only half made. */
  removeCluster(cluster: string, ctx: Context): Promise<void>
  /**
   * Removes one node with its disks, running, stopped or gone already; its cluster's other nodes stay, and no longer find its name. Idempotent.
   * Absent: nodes go with their cluster only.
   */
  removeNode?(node: Pick<Node, 'cluster' | 'name'>, ctx: Context): Promise<void>
  /** Present when nodes can be stopped and started again with their disks. */
  readonly power?: Power
  /** True when each node boots a kernel of its own, so that {@link NodePlan.kernel} is obeyed. Otherwise a plan with one never gets here. */
  readonly kernelPerNode?: boolean
  /**
   * Present when the backend relies on things of its tool or its platform that it can look at where it runs; for `kina doctor --report`.
   * Hands each over as soon as it is known. May make what it needs for a look, and removes it again.
   */
  report?(ctx: Context, hand: (assumption: Assumption) => void): Promise<void>
}

/** One thing a backend relies on, and what was seen of it here. */
export interface Assumption {
  /** As its documentation names it; unique in the backend. */
  readonly id: string
  /** One sentence. */
  readonly text: string
  /** A command line, for a shell, with which a person can look. */
  readonly check: string
  /** Null: it could not be looked at here; `seen` says why. */
  readonly holds: boolean | null
  /** What the look showed, without secrets. */
  readonly seen: string
}

/** Resolves once `node.exec` works; booting further is core's to watch. Called concurrently. */
export type CreateNode = (node: NodePlan) => Promise<Node>

export interface Power {
  stop(node: Node, ctx: Context): Promise<void>
  start(node: Node, ctx: Context): Promise<void>
}

/** The images a backend can start nodes from. */
export interface ImageStore {
  list(ctx: Context): Promise<readonly StoredImage[]>
  /** Null when the store has no such image. Pulls nothing. */
  inspect(ref: string, ctx: Context): Promise<StoredImage | null>
  /** Loads an archive with its tags: one of core's, which is an OCI layout and a docker-archive in one tar, or what `save` gave. */
  load(archive: string, ctx: Context): Promise<void>
  /** Fetches from a registry; rejects with the tool's own words. */
  pull(ref: string, ctx: Context): Promise<void>
  /** Absent images are no error. */
  remove(ref: string, ctx: Context): Promise<void>
  /** A docker-archive or an OCI layout (tar) of the images as it comes; containerd imports both. */
  save(refs: readonly string[], ctx: Context, write: (chunk: Uint8Array) => void | Promise<void>): Promise<void>
}

export interface StoredImage {
  /** Content identity in the store; two names may share it. */
  readonly id: string
  readonly names: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** Bytes on disk, as the store counts them. */
  readonly size: number
  /** ISO 8601. */
  readonly created: string
}
