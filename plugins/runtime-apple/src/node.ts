import type {Context, Node, NodeRole} from 'kina/plugin'
import {inspectContainer, type Container} from './containers.js'
import {execIn} from './exec.js'
import {imageName} from './images.js'
import {CLUSTER_LABEL, ROLE_LABEL} from './labels.js'
import {logsOf} from './logs.js'

export type NodeFacts = Pick<Node, 'cluster' | 'name' | 'role' | 'labels' | 'image' | 'running'>

/** A container as a node. Addresses and ports are asked for anew at each call, because every start brings other addresses. */
export function appleNode(ctx: Context, facts: NodeFacts): Node {
  const {name} = facts
  return {
    ...facts,
    exec: (argv, options) => execIn(ctx, name, {argv, ...(options && {options})}),
    async addresses() {
      const [first, ...others] = (await inspectNode(ctx, name)).addresses
      if (first === undefined) throw new Error(`node ${name} has no address: it is not running`)
      return [first, ...others]
    },
    async reach(port) {
      const {ports} = await inspectNode(ctx, name)
      const found = ports.find(({nodePort, count}) => port >= nodePort && port < nodePort + count)
      if (!found) throw new Error(`port ${port} of node ${name} is not published`)
      return {host: reachable(found.hostAddress), port: found.hostPort + port - found.nodePort, hint: HINT}
    },
    logs: () => logsOf(ctx, name),
  }
}

/** What a container says of its node; null when it is not kina's. */
export function nodeFacts({name, labels, image, state}: Container): NodeFacts | null {
  const [cluster, role] = [labels[CLUSTER_LABEL], labels[ROLE_LABEL]]
  if (cluster === undefined || role === undefined) return null
  return {cluster, name, role: role as NodeRole, labels, image: imageName(image), running: state === 'running'}
}

/** A port that accepts and then resets is what macOS makes of a missing permission. */
const HINT =
  'macOS may keep container-runtime-linux from the local network: allow it in System Settings, Privacy & Security, Local Network, and stop and start the node; a restart of the Mac helps where no switch is shown'

async function inspectNode(ctx: Context, name: string): Promise<Container> {
  const found = await inspectContainer(ctx, name)
  if (!found) throw new Error(`node ${name} does not exist any more`)
  return found
}

/** A port published on every address is reached through the loopback one. */
function reachable(address: string): string {
  if (address === '' || address === '0.0.0.0') return '127.0.0.1'
  return address === '::' ? '::1' : address
}
