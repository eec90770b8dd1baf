import {fakeContext, fakePrograms, fakeRuntime, runtimeConformance} from '../../src/testing/index.js'

const IMAGE = 'kina/node:v0'
const context = (signal: AbortSignal) => fakeContext({signal})

runtimeConformance(fakeRuntime({images: [IMAGE], bootMs: 60}).registration, {image: IMAGE, programs: fakePrograms, context})
runtimeConformance(fakeRuntime({name: 'fake-without-power', images: [IMAGE], power: false}).registration, {image: IMAGE, programs: fakePrograms, context})
