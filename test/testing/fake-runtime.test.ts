import {fakeContext, fakePrograms, fakeRuntime, runtimeConformance} from '../../src/testing/index.js'

const IMAGE = 'kina/node:v0'
const context = (signal: AbortSignal) => fakeContext({signal})
const amounts = {mebibytes: 5, abortsAfter: [0, 20, 80], settleMs: 1}

runtimeConformance(fakeRuntime({images: [IMAGE], bootMs: 60}).registration, {image: IMAGE, programs: fakePrograms, context, amounts})
runtimeConformance(fakeRuntime({name: 'fake-without-power', images: [IMAGE], power: false}).registration, {image: IMAGE, programs: fakePrograms, context, amounts})
