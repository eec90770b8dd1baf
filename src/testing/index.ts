/** For tests of plugins and of kina itself: published as `kina/testing`. */
export {fakeContext, type ExecCall, type FakeContext, type FakeContextOptions} from './fake-context.js'
export {fakePrograms} from './fake-programs.js'
export {fakeRuntime, type FakeRuntime, type FakeRuntimeOptions, type RuntimeMethod} from './fake-runtime.js'
export type {FakeExecCall, FakeExecHandler} from './fake-node.js'
export {hostContext} from './host-context.js'
export {debianPrograms, type NodePrograms} from './node-programs.js'
export {runtimeConformance, type RuntimeConformanceOptions} from './runtime-conformance.js'
export {testNode, testPlan} from './test-plan.js'
