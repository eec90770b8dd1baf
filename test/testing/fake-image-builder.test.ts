import {fakeContext, fakeImageBuilder, fakeRuntime, imageBuilderConformance} from '../../src/testing/index.js'

const runtime = fakeRuntime()
const context = (signal: AbortSignal) => fakeContext({signal})

imageBuilderConformance(fakeImageBuilder({runtime, stepMs: 5}).registration, {store: runtime.registration, context, amounts: {steps: 10, abortsAfter: [0, 10], settleMs: 1}})
