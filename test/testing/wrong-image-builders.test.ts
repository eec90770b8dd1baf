import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import type {ImageRecipe, NodeImageBuilder} from '../../src/contract/index.js'
import {fakeContext, fakeImageBuilder, fakeRuntime, imageBuilderSuite, type FakeRuntime, type Suite} from '../../src/testing/index.js'
import {describeWrongProviders, wrongRegistrations} from './wrong-providers.js'

type Change = (right: NodeImageBuilder, runtime: FakeRuntime) => Partial<NodeImageBuilder>

function suiteOver(change: Change = () => ({}), register = (registration: ReturnType<typeof fakeImageBuilder>['registration']) => registration): Suite {
  const runtime = fakeRuntime()
  const {builder, registration} = fakeImageBuilder({runtime, stepMs: 2})
  const changed = {...builder, ...change(builder, runtime)}
  const context = (signal: AbortSignal) => fakeContext({signal})
  return imageBuilderSuite(register({...registration, load: async () => changed}), {store: runtime.registration, context, amounts: {steps: 5, abortsAfter: [0, 4], settleMs: 1}})
}

const wrong = (change: Change) => () => suiteOver(change)
/** Builds something else than it is told. */
const misreading = (misread: (recipe: ImageRecipe) => ImageRecipe) => wrong((right) => ({build: (recipe, ctx) => right.build(misread(recipe), ctx)}))
/** Does something more when a build is done. */
const afterwards = (more: (recipe: ImageRecipe, runtime: FakeRuntime) => void | Promise<void>) =>
  wrong((right, runtime) => ({
    async build(recipe, ctx) {
      await right.build(recipe, ctx)
      await more(recipe, runtime)
    },
  }))
/** Does something more when a build has failed. */
const onFailure = (more: (recipe: ImageRecipe, runtime: FakeRuntime) => void) =>
  wrong((right, runtime) => ({
    build: (recipe, ctx) =>
      right.build(recipe, ctx).catch((error: unknown) => {
        if (!ctx.signal.aborted) more(recipe, runtime)
        throw error
      }),
  }))

let traces = 0
function leaveTrace({world}: FakeRuntime): void {
  const name = `trace:v${++traces}`
  world.images.set(name, {id: name, names: [name], labels: {}, size: 1, created: new Date().toISOString()})
}

const mapValues = (values: Readonly<Record<string, string>>, map: (value: string) => string) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]))

describeWrongProviders('an image builder', suiteOver, {
  ...wrongRegistrations<NodeImageBuilder>((change) => suiteOver(undefined, change)),
  'probe leaves no trace, and names a version': wrong((right, runtime) => ({probe: (ctx) => (leaveTrace(runtime), right.probe(ctx))})),
  'imageStore is that of the runtime whose nodes come from it': wrong(() => ({imageStore: 'another'})),
  'build changes nothing in the directory of its recipe': afterwards(({directory}) => writeFile(join(directory, 'build.log'), 'done')),
  'build tags the image, and the store finds it under that name': misreading((recipe) => ({...recipe, ref: `localhost/${recipe.ref}`})),
  'build brings one name into the store, and no image that the Containerfile does not name': afterwards((_, runtime) => leaveTrace(runtime)),
  'labels arrive byte for byte': misreading((recipe) => ({...recipe, labels: mapValues(recipe.labels, (value) => value.replace(/=.*/, ''))})),
  'args reach the ARGs of the Containerfile, and win over their defaults': misreading((recipe) => ({...recipe, args: {}})),
  'target ends the build at that stage; without one the last stage is the image': misreading(({target: _, ...recipe}) => recipe),
  'COPY keeps contents and modes': afterwards(({ref}, {world: {images, contents}}) => {
    const id = images.get(ref)?.id ?? ''
    const content = contents.get(id)
    if (content) contents.set(id, {...content, files: content.files.map((file) => ({...file, mode: 0o644}))})
  }),
  'the image is of the architecture that the recipe names': misreading((recipe) => ({...recipe, arch: 'amd64'})),
  'building again is no error, and moves the tag to what is new': wrong((right, {world}) => ({build: async (recipe, ctx) => (world.images.has(recipe.ref) ? undefined : right.build(recipe, ctx))})),
  'several builds at once keep apart': wrong((right) => {
    let directory = ''
    return {
      async build(recipe, ctx) {
        directory = recipe.directory
        await sleep(1)
        await right.build({...recipe, directory}, ctx)
      },
    }
  }),
  'a build that fails rejects in the words of the tool, and leaves no tag': onFailure(() => {
    throw new Error('the build has failed')
  }),
  'a build that fails leaves the image that has its tag': onFailure(({ref}, {world}) => void world.images.delete(ref)),
  'an aborted build rejects, and leaves no tag': wrong((right) => ({build: (recipe, ctx) => right.build(recipe, {...ctx, signal: new AbortController().signal})})),
})
