import type {ClusterPlan, CniInstaller, CniNeeds, KernelReport} from '../contract/index.js'

/** What was decided by the kernel stands in the plan, and stays. */
const UNKNOWN: KernelReport = {release: 'unknown', features: {}}

/** What a CNI needs in a cluster that is there already. */
export function plannedNeeds(provider: CniInstaller, {network, cniOptions}: Pick<ClusterPlan, 'network' | 'cniOptions'>): CniNeeds {
  return provider.needs(network, cniOptions, UNKNOWN)
}
