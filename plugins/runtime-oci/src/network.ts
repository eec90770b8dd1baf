import type {LabelledInspection} from './inspection.js'
import {labelsIn} from './inspection.js'
import {CLUSTER_LABEL} from './cli.js'
import {shielded} from './shield.js'
import {freeSubnets} from './subnets.js'
import {failure, inspectAll, type Tool} from './tool.js'
import {removeTwins} from './twin-networks.js'

/** How many subnets are offered before the tool's last word counts: other clusters may be taking them at the same time. */
const OFFERS = 32

/**
 * Makes the cluster's network unless it is there, and gives its name. Two at once make one. Where the tool finds no free addresses by
 * itself, it is offered some.
 */
export async function ensureNetwork(tool: Tool, cluster: string, subnet?: string): Promise<string> {
  const name = networkName(cluster)
  if (await hasNetwork(tool, name, cluster)) return name
  const {dialect, ctx} = tool
  const problem = await tryCreate(tool, cluster, subnet)
  if (problem === null) return name
  if (subnet !== undefined || !dialect.noFreeSubnet.test(problem.stderr)) throw problem.error
  for (const offer of (await freeSubnets(tool)).slice(0, OFFERS)) {
    const refused = await tryCreate(tool, cluster, offer)
    if (refused === null) {
      ctx.log.debug(`${dialect.program} found no free addresses by itself; the network ${name} has ${offer}`)
      return name
    }
    if (!dialect.subnetTaken.test(refused.stderr)) throw refused.error
  }
  throw problem.error
}

export function networkName(cluster: string): string {
  return `kina-${cluster}`
}

/** Null when the network is there, by this call or because somebody was faster. */
async function tryCreate(tool: Tool, cluster: string, subnet?: string): Promise<{stderr: string; error: Error} | null> {
  const name = networkName(cluster)
  const argv = tool.cli.createNetwork(name, cluster, subnet)
  const result = await tool.ctx.exec(await shielded(tool, argv), {allowFailure: true})
  if (result.exitCode === 0) await removeTwins(tool, name, cluster)
  if (result.exitCode === 0 || (await hasNetwork(tool, name, cluster))) return null
  return {stderr: result.stderr, error: failure(argv, result)}
}

async function hasNetwork(tool: Tool, name: string, cluster: string): Promise<boolean> {
  const [found] = await inspectAll<LabelledInspection>(tool, 'network', [name]).catch(async (error: unknown) => {
    if (!/is ambiguous/.test(String(error)) || !(await removeTwins(tool, name, cluster))) throw error
    return inspectAll<LabelledInspection>(tool, 'network', [name])
  })
  if (!found) return false
  if (labelsIn(found)[CLUSTER_LABEL] === cluster) return true
  throw new Error(`the network ${name} exists and is not kina's; remove it (${tool.dialect.program} network rm ${name}) or give the cluster another name`)
}
