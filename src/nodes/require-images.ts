import {contextFor, type App} from '../app.js'
import type {NodePlan} from '../contract/index.js'
import {givenImage, ownNodeImage} from '../node-image/node-image.js'
import type {Step} from '../report/step.js'
import type {OpenCluster} from './open-cluster.js'

/** Has the new nodes' images in the store. One that is there is taken as it is, so that nodes of a cluster are alike; one that is not is made or pulled. */
export async function requireImages(app: App, {plan, runtime}: Pick<OpenCluster, 'plan' | 'runtime'>, added: readonly NodePlan[], step: Step): Promise<void> {
  for (const ref of new Set(added.map(({image}) => image))) {
    if ((await runtime.provider.images.inspect(ref, contextFor(app, 'runtime', runtime.name))) !== null) continue
    await (plan.image.own && ref === plan.image.ref ? ownNodeImage(app, runtime, plan.kubernetesVersion, step) : givenImage(app, runtime, ref, step))
  }
}
