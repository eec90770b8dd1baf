/** For tests of plugins and of kina itself: published as `kina/testing`. */
export {fakeContext, type ExecCall, type FakeContext, type FakeContextOptions} from './fakes/fake-context.js'
export {fakePrograms} from './fakes/fake-programs.js'
export {fakeRuntime, type FakeRuntime, type FakeRuntimeOptions, type RuntimeMethod} from './fakes/fake-runtime.js'
export type {FakeExecCall, FakeExecHandler} from './fakes/fake-node.js'
export {hostContext} from './host-context.js'
export {registrationsOf, type Registrations} from './registrations-of.js'
export {testNode, testPlan} from './test-plan.js'

export {debianPrograms, type NodePrograms} from './runtime/node-programs.js'
export {runtimeConformance, runtimeSuite, type RuntimeConformanceOptions} from './runtime/runtime-conformance.js'
export {cniConformance, cniSuite, type CniHarness} from './cni/cni-conformance.js'
export {checkPodNetwork, type PodNetworkResult} from './cni/check-pod-network.js'
export type {NeedsInput} from './cni/needs-rules.js'
export type {OwnClusterOptions} from './cni/own-cluster.js'
export type {PodNetworkOptions} from './cni/pod-network.js'

export {runSuite, type RuleResult} from './suite/run-suite.js'
export type {Outcome, Rule, Suite} from './suite/rule.js'
