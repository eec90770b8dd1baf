import {plannedNeeds} from '../cluster/planned-needs.js'
import type {CniImage} from '../contract/index.js'
import type {OpenCluster} from './open-cluster.js'

/** The images that the CNI of now would install a cluster with. */
export function cniImagesOf({cni, plan}: Pick<OpenCluster, 'cni' | 'plan'>): readonly CniImage[] {
  return cni === null ? plan.cniImages : plannedNeeds(cni.provider, plan).images
}
