import type {ClusterContext, CniInstaller, Registration} from '../../contract/index.js'
import {describeSuite} from '../suite/describe-suite.js'
import {registrationRules, type Members} from '../suite/registration-rules.js'
import type {Suite} from '../suite/rule.js'
import {makeBench} from './bench.js'
import {installRules} from './install-rules.js'
import {needsRules, type NeedsInput} from './needs-rules.js'
import type {OwnClusterOptions} from './own-cluster.js'
import type {PodNetworkOptions} from './pod-network.js'
import {networkRules} from './network-rules.js'

export interface CniHarness extends PodNetworkOptions, OwnClusterOptions {
  /**
   * A cluster planned for this CNI: all nodes joined, its images on them, `place` called. The suite installs. Asked once; not removed.
   * Absent: the suite makes one with {@link OwnClusterOptions} and removes it; without a runtime all that needs a cluster is skipped.
   */
  cluster?(): Promise<ClusterContext>
  /** The same without this CNI: neither `place` nor `install` was called. Absent: that rule is skipped for a CNI that has `place`. */
  clusterWithout?(): Promise<ClusterContext>
  /** Absent: no options, and a kernel of which nothing is known. */
  readonly needs?: NeedsInput
  /** How long `ready` may stay unmet after `install`. Default: 120. */
  readonly readySeconds?: number
  /** Rules that this CNI cannot hold, by their full title, each with the reason, which is printed. */
  readonly exempt?: Readonly<Record<string, string>>
  /** For one rule, in seconds, without the making of the cluster. Default 600. */
  readonly timeoutSeconds?: number
}

/** Tells whether a CNI holds to the contract: one mocha test for each rule. Call it at the top of a test file, or in a `describe`. */
export function cniConformance(registration: Registration<CniInstaller>, harness: CniHarness = {}): void {
  describeSuite(cniSuite(registration, harness), {timeoutSeconds: harness.timeoutSeconds ?? 600})
}

/** The same as a list of rules, for `runSuite` and other runners than mocha. */
export function cniSuite(registration: Registration<CniInstaller>, harness: CniHarness = {}): Suite {
  const bench = makeBench(registration, harness)
  return {
    title: `CNI ${registration.name} holds to the contract`,
    rules: [...registrationRules(registration, MEMBERS), ...needsRules(bench.load, harness.needs), ...installRules(bench), ...networkRules(bench)],
    exempt: harness.exempt,
    begin: bench.begin,
    end: bench.end,
  }
}

const MEMBERS: Members<CniInstaller> = {needs: 'function', place: 'function?', install: 'function', ready: 'function', uninstall: 'function?'}
