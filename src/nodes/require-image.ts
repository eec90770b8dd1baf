import {contextFor, type App} from '../app.js'
import type {ClusterPlan} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {givenImage, nodeImageRef, ownNodeImage} from '../node-image/node-image.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import type {Step} from '../report/step.js'
import type {OpenCluster} from './open-cluster.js'

/** The image of nodes that are to join: the cluster's; of kina's own, the one of the Kubernetes that the cluster has now. */
export function imageOfMore({image, kubernetesVersion}: ClusterPlan): string {
  return image.own ? nodeImageRef(kubernetesVersion) : image.ref
}

/**
 * Has that image in the store. One that is there is taken as it is, so that nodes of a cluster are alike; one that is not is made or pulled.
 *
 * @throws KinaError E_CONFIG_INVALID when it is of another Kubernetes than the cluster
 */
export async function requireImage(app: App, {name, plan, runtime}: Pick<OpenCluster, 'name' | 'plan' | 'runtime'>, step: Step): Promise<void> {
  const ref = imageOfMore(plan)
  const there = await runtime.provider.images.inspect(ref, contextFor(app, 'runtime', runtime.name))
  const stored = there ?? (await (plan.image.own ? ownNodeImage(app, runtime, plan.kubernetesVersion, step) : givenImage(app, runtime, ref, step)))
  const inside = stored.labels[IMAGE_LABELS.kubernetes]
  if (inside === undefined || inside.replace(/^v/, '') === plan.kubernetesVersion.replace(/^v/, '')) return
  throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: `The image ${ref} has Kubernetes ${inside}, and the cluster "${name}" has ${plan.kubernetesVersion}.`, next: ['Nothing was changed.']})
}
