import {contextFor, type App} from '../app.js'
import {clusterKubectl} from '../cluster/cluster-context.js'
import type {FoundCluster} from '../cluster/find.js'
import {requireCluster} from '../cluster/require-cluster.js'
import type {Node} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {requireOwnArch} from '../node-image/arch.js'
import {nodeImageRef} from '../node-image/node-image.js'
import {kubernetesVersions, nodeVersions} from '../node-image/versions.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import {controlPlanes, members} from '../plan/roles.js'
import {UPGRADE_DIRECTORY} from './parts.js'
import {refusals, refused, type Target} from './refusals.js'
import {lookAtStanding, type Standing} from './standing.js'

/** What one upgrade is about. */
export interface Upgrade {
  readonly cluster: FoundCluster
  /** Members of the cluster, in the order in which they are upgraded. */
  readonly nodes: readonly [Node, ...Node[]]
  readonly standing: Standing
  readonly version: string
  /** kina's image of that version. */
  readonly image: string
}

/**
 * Looks at a cluster and decides what an upgrade is about; changes nothing.
 *
 * @throws KinaError E_UPGRADE_REFUSED, E_VERSION_UNKNOWN, E_CLUSTER_NOT_FOUND, E_IMAGE_ARCH
 */
export async function examine(app: App, name: string, kubernetes: string): Promise<Upgrade> {
  const version = nodeVersions(kubernetes).kubernetes
  const cluster = await requireCluster(app, name)
  const stopped = cluster.nodes.filter(({running}) => !running).map((node) => node.name)
  if (stopped.length > 0) throw new KinaError({code: 'E_UPGRADE_REFUSED', exit: 2, message: `Not all nodes of "${name}" run: ${stopped.join(', ')}. Nothing was touched.`, next: [`kina cluster start ${name}`]})
  const [first] = controlPlanes(cluster.nodes)
  if (!first) throw new KinaError({code: 'E_CLUSTER_NOT_FOUND', message: `Of the cluster "${name}" no control plane is left.`, next: [`kina cluster delete ${name} removes what is.`]})
  const workers = members(cluster.nodes).filter(({role}) => role !== 'control-plane')
  const nodes = [first, ...controlPlanes(cluster.nodes).slice(1), ...workers] as const
  const standing = await lookAtStanding({kubectl: clusterKubectl(first)}, nodes)
  const ref = nodeImageRef(version)
  const stored = await cluster.runtime.provider.images.inspect(ref, contextFor(app, 'runtime', cluster.runtime.name))
  if (stored) requireOwnArch(stored, ref)
  const image = stored && {kubernetes: stored.labels[IMAGE_LABELS.kubernetes] ?? null}
  const target: Target = {name, version, image, ref, runtime: cluster.runtime.name, known: kubernetesVersions}
  const reasons = refusals(standing, target)
  if (reasons.length > 0) throw refused(target, reasons)
  return {cluster, nodes, standing, version, image: ref}
}

/** Whether all have that version, and no earlier try is to be ended. */
export async function isOver({standing: {api, members: all}, nodes: [first], version}: Upgrade): Promise<boolean> {
  if (api !== version || all.some(({kubelet}) => kubelet !== version)) return false
  return (await first.exec(['test', '-e', UPGRADE_DIRECTORY], {allowFailure: true})).exitCode !== 0
}
