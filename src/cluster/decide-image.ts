import {contextFor, type App} from '../app.js'
import type {ClusterConfig} from '../config/cluster-config.js'
import type {ClusterPlan, StoredImage} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {requireOwnArch} from '../node-image/arch.js'
import {givenImage, nodeImageRef, ownNodeImage} from '../node-image/node-image.js'
import {waitUp} from '../node/wait-up.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import {nodeConfigs} from '../plan/node-plans.js'
import {nodeFacts, type NodeFacts} from '../preflight/kernel-report.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'
import type {Step} from '../report/step.js'
import type {Throwaway} from './throwaway.js'

export interface DecidedImage {
  readonly image: ClusterPlan['image']
  readonly kubernetes: string
  /** One for each kernel that a node is to boot. Empty: nothing was looked at. */
  readonly looks: readonly {readonly node: Throwaway; readonly facts: NodeFacts}[]
}

/** The image as far as it is known without building, pulling or starting anything. */
export async function expectedImage(app: App, config: ClusterConfig, runtime: SelectedRuntime): Promise<DecidedImage> {
  const {ref, own} = wantedImage(app, config)
  const stored = await runtime.provider.images.inspect(ref, contextFor(app, 'runtime', runtime.name))
  if (stored && !own) requireOwnArch(stored, ref)
  return {image: {ref, own}, looks: [], kubernetes: config.kubernetesVersion ?? stored?.labels[IMAGE_LABELS.kubernetes] ?? app.defaults.kubernetes}
}

/** The image, in the runtime's store from now on, and what a look into a node of it tells. */
export async function nodeImage(app: App, config: ClusterConfig, runtime: SelectedRuntime, step: Step): Promise<DecidedImage> {
  const {ref, own, version} = wantedImage(app, config)
  const stored = own ? await ownNodeImage(app, runtime, version, step) : await givenImage(app, runtime, ref, step)
  requireOwnArch(stored, ref)
  for (const other of new Set((config.nodes ?? []).flatMap((node) => node.image ?? []))) requireOwnArch(await givenImage(app, runtime, other, step), other)
  const looks = []
  for (const kernel of new Set(nodeConfigs(config).map((node) => node.kernel ?? config.kernel))) {
    // An image of others may not get containerd to answer before kina has brought it what it needs; a look at the kernel needs no containerd.
    const node = {runtime, image: ref, runtimeOptions: config.runtimeOptions, kernel, up: own ? undefined : waitUp}
    looks.push({node, facts: await nodeFacts(app, {...node, id: stored.id}, step)})
  }
  return {image: {ref, own}, looks, kubernetes: kubernetesOf(stored, looks[0]?.facts.kubernetesVersion ?? null, config, ref)}
}

function wantedImage(app: App, config: ClusterConfig): {ref: string; own: boolean; version: string} {
  const version = config.kubernetesVersion ?? app.defaults.kubernetes
  return {ref: config.image ?? nodeImageRef(version), own: config.image === undefined, version}
}

/** The image knows best; a wish that contradicts it is an error rather than a cluster of another version. */
function kubernetesOf(stored: StoredImage, seen: string | null, config: ClusterConfig, ref: string): string {
  const inside = stored.labels[IMAGE_LABELS.kubernetes] ?? seen
  const wanted = config.kubernetesVersion
  if (inside === null) throw new KinaError({code: 'E_IMAGE_MISSING', exit: 2, message: `The image ${ref} is not a node image: it has no /kind/version.`, next: ['kina image list']})
  if (wanted !== undefined && wanted.replace(/^v/, '') !== inside.replace(/^v/, '')) {
    throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: `The image ${ref} has Kubernetes ${inside}, but ${wanted} is asked for.`, next: ['Leave one of the two out.']})
  }
  return inside
}
