import type {ClusterPlan, Node} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {controlPlanes} from '../plan/roles.js'
import {writeFiles} from './write-file.js'

/** Names of the control planes that a load balancer stands for; the unit kina-load-balancer.service of the image starts where it is. */
const FILE = '/etc/kina/load-balancer.env'

/** Makes a node the load balancer of the plan's control planes, from now on and at each of its starts. */
export async function startLoadBalancer(node: Node, plan: ClusterPlan): Promise<void> {
  const names = controlPlanes(plan.nodes).map(({name}) => name)
  await writeFiles(node, [{path: FILE, text: `KINA_CONTROL_PLANES="${names.join(' ')}"\n`}])
  try {
    await node.exec(['systemctl', 'restart', 'kina-load-balancer.service'])
  } catch (error) {
    throw new KinaError(
      {
        code: 'E_NODE_CREATE',
        message: `The load balancer did not start in node ${node.name}, of the image ${node.image}: ${messageOf(error)}`,
        ...(error instanceof KinaError && error.detail !== undefined && {detail: error.detail}),
        next: ['Several control planes need a node image of kina’s own: leave --image out, or build one with kina image build.'],
      },
      {cause: error},
    )
  }
}
