import type {ClusterConfig, ConfigChecks} from './cluster-config.js'
import type {Finding, Path} from './problem.js'
import {checkKernels} from './rules/kernels.js'
import {checkKubeadmPatches} from './rules/kubeadm-patches.js'
import {checkMounts} from './rules/mounts.js'
import {checkNetworks} from './rules/networks.js'
import {checkNodes} from './rules/nodes.js'
import {checkOptions} from './rules/options.js'
import {checkPorts} from './rules/ports.js'

/** What a rule may ask while it looks at a config. */
export interface RuleContext extends ConfigChecks {
  /** How the user wrote another field of the config, with its line. */
  nameOf(path: Path): string
  /** Whether the user wrote something there that was refused: then the config's own value, or that there is none, means nothing. */
  isMalformed(path: Path): boolean
}

/** One group of rules that a schema cannot say. Findings have paths of {@link ClusterConfig}. */
export type Rule = (config: ClusterConfig, context: RuleContext) => readonly Finding[] | Promise<readonly Finding[]>

const RULES: readonly Rule[] = [checkNodes, checkNetworks, checkPorts, checkMounts, checkKernels, checkKubeadmPatches, checkOptions]

/** Everything that is wrong with a config whose values are each well formed. */
export async function checkRules(config: ClusterConfig, context: RuleContext): Promise<Finding[]> {
  const findings = await Promise.all(RULES.map(rule => rule(config, context)))
  return findings.flat()
}
