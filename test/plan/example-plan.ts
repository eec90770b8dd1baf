import type {ClusterConfig} from '../../src/config/cluster-config.js'
import {emptyConfig} from '../../src/config/merge.js'
import type {ClusterPlan, CniNeeds} from '../../src/contract/index.js'
import {makePlan, type PlanInputs} from '../../src/plan/plan.js'

export const noNeeds: CniNeeds = {replacesKubeProxy: false, kernel: [], images: []}

/** A plan with everything decided, for tests of what follows the plan. */
export function examplePlan(config: Partial<ClusterConfig> = {}, inputs: Partial<PlanInputs> = {}): ClusterPlan {
  return makePlan(
    {...emptyConfig, ...config},
    {
      name: 'dev',
      kubernetesVersion: 'v1.31.0',
      image: {ref: 'kina/node:v1.31.0', own: true},
      runtime: 'fake',
      cni: 'some',
      needs: noNeeds,
      apiHostPort: 40123,
      chosenPorts: [],
      kubeconfig: {path: '/home/me/.kube/dev', mergedPath: '/home/me/.kube/config', context: 'kina-dev'},
      ...inputs,
    },
  )
}
