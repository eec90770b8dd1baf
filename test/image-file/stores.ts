import {imageInputs} from '../../src/node-image/inputs.js'
import {hostArch} from '../../src/node-image/arch.js'
import {IMAGE_LABELS} from '../../src/plan/labels.js'
import {fakeRuntime, type FakeRuntime, type FakeRuntimeOptions} from '../../src/testing/index.js'

export const REF = 'kina/node:v1.31.0'
export const SIZE = 1_070_000_000

export interface ImageOptions {
  readonly ref?: string
  readonly architecture?: string
  /** Default: as this kina would build it now. */
  readonly inputs?: string
  readonly content?: string
}

/** A fake runtime with a node image of kina's, which has one file. */
export async function storeWith(image: ImageOptions = {}, options: FakeRuntimeOptions = {}): Promise<FakeRuntime> {
  const fake = fakeRuntime(options)
  await addImage(fake, image)
  return fake
}

export async function addImage({world}: FakeRuntime, {ref = REF, architecture = hostArch(), inputs, content = 'node\n'}: ImageOptions = {}): Promise<void> {
  const id = `image-${world.images.size}`
  const labels = {[IMAGE_LABELS.inputs]: inputs ?? (await imageInputs('v1.31.0', hostArch())), [IMAGE_LABELS.kubernetes]: 'v1.31.0', [IMAGE_LABELS.arch]: architecture}
  world.images.set(ref, {id, names: [ref], labels, size: SIZE, created: '2026-01-01T00:00:00.000Z'})
  world.contents.set(id, {architecture, files: [{path: 'kind/version', mode: 0o644, content: Buffer.from(content)}]})
}
