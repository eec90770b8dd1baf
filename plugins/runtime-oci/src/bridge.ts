import {createHash} from 'node:crypto'
import {openBridge} from './forwarding.js'
import type {Host} from './host.js'
import type {LabelledInspection} from './inspection.js'
import {networkName} from './network.js'
import {inspectAll, type Tool} from './tool.js'

/** What a started node's network still needs on this host. Best effort, and nothing where the tool sees to it or the host is another. */
export async function settleBridge(tool: Tool, cluster: string, {remote}: Pick<Host, 'remote'>): Promise<void> {
  if (remote || !tool.dialect.bareBridge) return
  const network = networkName(cluster)
  const [found] = await inspectAll<LabelledInspection>(tool, 'network', [network])
  const bridge = found?.network_interface
  if (bridge !== undefined) await Promise.all([pinBridge(tool, network, bridge), openBridge(tool, cluster, bridge)])
}

/**
 * Gives the network's bridge a hardware address of its own. Without one the kernel takes the lowest of its ports', which changes when nodes
 * come and go: the others go on sending to the old one, and have no name server for up to a minute. Older netavark leaves it so.
 */
async function pinBridge(tool: Tool, network: string, bridge: string): Promise<void> {
  const {exec, log} = tool.ctx
  const {stdout} = await exec(['cat', `/sys/class/net/${bridge}/addr_assign_type`], {allowFailure: true})
  if (stdout.trim() === ADDRESS_WAS_SET) return
  await exec(['ip', 'link', 'set', 'dev', bridge, 'address', hardwareAddress(network)]).catch((error: unknown) => {
    log.debug(`the bridge ${bridge} of ${network} has no fixed address: ${String(error)}`)
  })
}

/** NET_ADDR_SET of Linux: somebody has set it, and it stays. */
const ADDRESS_WAS_SET = '3'

/** Of the network's name, so that nodes started at once agree on it; locally administered (bit 1 of the first byte). */
export function hardwareAddress(network: string): string {
  const bytes = createHash('sha256').update(network).digest().subarray(0, 5)
  return ['02', ...[...bytes].map((byte) => byte.toString(16).padStart(2, '0'))].join(':')
}
