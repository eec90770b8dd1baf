import type {Run} from '../run.js'

/** Where kina is run end to end: a runtime, and how its user sees and changes what it has, without kina. */
export interface Place {
  /** In titles of tests; the runtime's name, and its version where several are tried. */
  readonly title: string
  readonly runtime: string
  /** kina takes this runtime by itself. */
  readonly byDefault: boolean
  /** Added to the environment of kina, and of the runtime's own program. */
  readonly env: Readonly<Record<string, string>>
  /** The runtime's own program. */
  readonly program: string
  tool(args: readonly string[], input?: string): Promise<Run>
  /** Everything that the runtime has of kina's clusters, one line for each; `only` narrows it to one. */
  leftovers(only?: string): Promise<string[]>
  /** IPv4 address of a running node. */
  addressOf(node: string): Promise<string>
  /** Kills a node and starts it with another address. */
  restartElsewhere(cluster: string, node: string): Promise<void>
  /** Ways in which a node ends without kina, by what is done to it. */
  readonly ends: Readonly<Record<string, (node: string) => Promise<void>>>
  /** Gives all nodes of a cluster other addresses at their next start; none of them runs. */
  renumber(cluster: string): Promise<void>
  /** Takes names of images away. */
  removeImages(refs: readonly string[]): Promise<void>
}

/** Label of everything that belongs to a cluster. */
export const CLUSTER_LABEL = 'io.kina.cluster'
