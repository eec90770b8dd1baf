import type {Context} from 'kina/plugin'
import {commands} from './commands.js'
import {CLUSTER_LABEL, decodeLabels, labelFlag, type Labels} from './labels.js'
import {ask, failure, readJson} from './tool.js'

/** The network that is always there, and before macOS 26 the only one. */
export const DEFAULT_NETWORK = 'default'

/** A network or a volume, as far as kina reads it. */
export interface Labelled {
  readonly name: string
  readonly labels: Labels
}

/** Makes the cluster's network unless it is there, and gives its name. Two at once make one. */
export async function ensureNetwork(ctx: Context, cluster: string, subnet?: string): Promise<string> {
  const name = networkName(cluster)
  if (await hasNetwork(ctx, name, cluster)) return name
  const command = commands.createNetwork(name, labelFlag(CLUSTER_LABEL, cluster), subnet)
  const result = await ask(ctx, command)
  if (result.exitCode !== 0 && !(await hasNetwork(ctx, name, cluster))) throw failure(command.argv, result)
  return name
}

export function networkName(cluster: string): string {
  return `kina-${cluster}`
}

/** Empty where the tool has no networks to list: before macOS 26 it takes the word for the name of a plugin. */
export async function listNetworks(ctx: Context): Promise<Labelled[]> {
  const command = commands.listNetworks()
  const result = await ask(ctx, command)
  if (result.exitCode === 64 || /Plugin 'container-network' not found|Plugins are unavailable/.test(result.stderr)) return []
  if (result.exitCode !== 0) throw failure(command.argv, result)
  return (JSON.parse(result.stdout) as readonly LabelledJson[]).map(readLabelled)
}

export async function listVolumes(ctx: Context): Promise<Labelled[]> {
  return (await readJson<readonly LabelledJson[]>(ctx, commands.listVolumes())).map(readLabelled)
}

/** From 1.0 on. */
interface LabelledJson {
  readonly id: string
  readonly configuration: {readonly labels?: Labels}
}

function readLabelled({id, configuration}: LabelledJson): Labelled {
  return {name: id, labels: decodeLabels(configuration.labels ?? {})}
}

async function hasNetwork(ctx: Context, name: string, cluster: string): Promise<boolean> {
  const found = (await listNetworks(ctx)).find((network) => network.name === name)
  if (!found) return false
  if (found.labels[CLUSTER_LABEL] === cluster) return true
  throw new Error(`the network ${name} exists and is not kina's; remove it (container network delete ${name}) or give the cluster another name`)
}
