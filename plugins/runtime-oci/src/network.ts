import type {LabelledInspection} from './inspection.js'
import {labelsIn} from './inspection.js'
import {CLUSTER_LABEL} from './cli.js'
import {failure, inspectAll, type Tool} from './tool.js'

/** Makes the cluster's network unless it is there, and gives its name. Two at once make one. */
export async function ensureNetwork(tool: Tool, cluster: string, subnet?: string): Promise<string> {
  const name = networkName(cluster)
  if (await hasNetwork(tool, name, cluster)) return name
  const argv = tool.cli.createNetwork(name, cluster, subnet)
  const result = await tool.ctx.exec(argv, {allowFailure: true})
  // Somebody may have been faster.
  if (result.exitCode !== 0 && !(await hasNetwork(tool, name, cluster))) throw failure(argv, result)
  return name
}

export function networkName(cluster: string): string {
  return `kina-${cluster}`
}

async function hasNetwork(tool: Tool, name: string, cluster: string): Promise<boolean> {
  const [found] = await inspectAll<LabelledInspection>(tool, 'network', [name])
  if (!found) return false
  if (labelsIn(found)[CLUSTER_LABEL] === cluster) return true
  throw new Error(`the network ${name} exists and is not kina's; remove it (${tool.dialect.program} network rm ${name}) or give the cluster another name`)
}
