import type {ClusterPlan, Node} from '../contract/index.js'
import {writeFiles} from './write-file.js'

/** File with what a node has to know at each of its starts; read by the unit kina-node.service of the image. */
const NODE_ENV = '/etc/kina/node.env'

/** Tells a node what it has to know at each of its starts, and has it act on that now. `hasApi`: an API server runs on it, or is about to be made by `kubeadm init`. */
export async function writeNodeEnv(node: Node, plan: ClusterPlan, {hasApi}: {hasApi: boolean}): Promise<void> {
  await writeFiles(node, [{path: NODE_ENV, text: nodeEnv(plan, hasApi)}])
  await node.exec(['systemctl', 'restart', 'kina-node.service'])
}

/** Plain `NAME="value"` lines. Pure. */
function nodeEnv(plan: ClusterPlan, hasApi: boolean): string {
  const values = {
    KINA_ENDPOINT: plan.network.endpoint,
    KINA_CONTROL_PLANE: hasApi ? 'yes' : 'no',
    KINA_SERVICE_CIDRS: plan.network.serviceCidrs.join(' '),
  }
  return Object.entries(values)
    .map(([name, value]) => `${name}="${value}"\n`)
    .join('')
}
