import {createHash} from 'node:crypto'
import {setTimeout as sleep} from 'node:timers/promises'
import type {ImageRecipe, NodeImageBuilder, Probe, Registration} from '../../contract/index.js'
import {buildFake} from './fake-containerfile.js'
import type {FakeRuntime} from './fake-runtime.js'
import type {FakeWorld} from './fake-world.js'

export interface FakeImageBuilderOptions {
  /** The fake whose images these become. */
  readonly runtime: FakeRuntime
  /** Default: the runtime's. */
  readonly name?: string
  /** Default: available. */
  readonly probe?: Probe
  /** How long each instruction takes, in milliseconds. Default 0. */
  readonly stepMs?: number
}

/** A builder in memory, for Containerfiles of FROM scratch, ARG, LABEL and COPY. */
export interface FakeImageBuilder {
  readonly registration: Registration<NodeImageBuilder>
  readonly builder: NodeImageBuilder
  /** What was to be built so far. */
  readonly recipes: readonly ImageRecipe[]
  /** Makes the next builds fail before they do anything: all of them, or so many. */
  fail(error: Error, times?: number): void
}

export function fakeImageBuilder({runtime, name = runtime.registration.name, probe, stepMs = 0}: FakeImageBuilderOptions): FakeImageBuilder {
  const recipes: ImageRecipe[] = []
  let failure: {readonly error: Error; left: number} | undefined
  const builder: NodeImageBuilder = {
    imageStore: runtime.backend.imageStore,
    probe: async () => probe ?? {available: true, version: '1.0'},
    async build(recipe, {signal, log}) {
      recipes.push(recipe)
      if (failure && failure.left-- > 0) throw failure.error
      signal.throwIfAborted()
      const built = await buildFake(recipe, async (line) => {
        log.info(line)
        await sleep(stepMs, undefined, {signal})
      })
      tag(runtime.world, recipe, built)
    },
  }
  return {
    registration: {apiVersion: 1, name, summary: 'Images in memory, for tests', load: async () => builder},
    builder,
    recipes,
    fail: (error, times = Infinity) => void (failure = {error, left: times}),
  }
}

/** Puts an image into the store under its tag, and takes the tag from whichever had it. The same contents are the same image. */
function tag({images, contents}: FakeWorld, {ref, arch}: ImageRecipe, {labels, files}: Awaited<ReturnType<typeof buildFake>>): void {
  const id = createHash('sha256').update(JSON.stringify([arch, labels, files.map(({path, mode, content}) => [path, mode, Buffer.from(content).toString('hex')])])).digest('hex')
  const names = [...images].filter(([name, image]) => image.id === id && name !== ref).map(([name]) => name)
  const old = images.get(ref)
  const image = {id, names: [...names, ref], labels, size: 1 + files.reduce((sum, {content}) => sum + content.length, 0), created: new Date().toISOString()}
  contents.set(id, {architecture: arch, files})
  for (const name of image.names) images.set(name, image)
  if (!old || old.id === id) return
  for (const name of old.names.filter((other) => other !== ref)) images.set(name, {...old, names: old.names.filter((other) => other !== ref)})
}
