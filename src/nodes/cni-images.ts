import type {CniImage, KernelReport} from '../contract/index.js'
import type {OpenCluster} from './open-cluster.js'

/** What was decided by the kernel stands in the plan, and stays. */
const UNKNOWN: KernelReport = {release: 'unknown', features: {}}

/** The images that the CNI of now would install a cluster with. */
export function cniImagesOf({cni, plan}: Pick<OpenCluster, 'cni' | 'plan'>): readonly CniImage[] {
  return cni === null ? plan.cniImages : cni.provider.needs(plan.network, plan.cniOptions, UNKNOWN).images
}
