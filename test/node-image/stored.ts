import type {Arch, StoredImage} from '../../src/contract/index.js'
import {hostArch} from '../../src/node-image/arch.js'
import {imageInputs} from '../../src/node-image/inputs.js'
import {IMAGE_LABELS} from '../../src/plan/labels.js'
import {fakeContext, fakeRuntime, type FakeRuntime} from '../../src/testing/index.js'
import {examplePlan} from '../plan/example-plan.js'

/** A fake runtime with these images, each of a name or several, and with clusters of one node by the image they run on. */
export async function runtimeWith(images: readonly StoredImage[], clusters: Readonly<Record<string, string>> = {}): Promise<FakeRuntime> {
  const fake = fakeRuntime()
  for (const image of images) for (const name of image.names) fake.world.images.set(name, image)
  for (const [name, ref] of Object.entries(clusters)) {
    // As it is in the runtime, whether its image is still there or not.
    const gone = fake.world.images.get(ref) === undefined
    if (gone) fake.world.images.set(ref, foreign([ref]))
    const plan = examplePlan({image: ref}, {name, image: {ref, own: false}})
    await (await fake.backend.prepare(plan, fakeContext()))(plan.nodes[0])
    if (gone) fake.world.images.delete(ref)
  }
  return fake
}

/** That of machines on which this one's programs do not run. */
export const otherArch: Arch = hostArch() === 'amd64' ? 'arm64' : 'amd64'

/** As this kina would build it now. */
export async function current(names: readonly string[], arch: Arch = hostArch()): Promise<StoredImage> {
  return image(arch === hostArch() ? 'a' : 'e', names, {[IMAGE_LABELS.inputs]: await imageInputs('v1.31.0', arch), [IMAGE_LABELS.kubernetes]: 'v1.31.0', [IMAGE_LABELS.arch]: arch})
}

/** As another kina built it, before images said what they are for. */
export const outdated = (names: readonly string[]): StoredImage => image('b', names, {[IMAGE_LABELS.inputs]: '0123456789abcdef', [IMAGE_LABELS.kubernetes]: 'v1.30.4'})

/** What a build has left, or is at. */
export const stage = (names: readonly string[]): StoredImage => image('c', names, {[IMAGE_LABELS.stage]: 'base'})

export const foreign = (names: readonly string[]): StoredImage => image('d', names, {})

function image(letter: string, names: readonly string[], labels: Record<string, string>): StoredImage {
  return {id: letter.repeat(64), names, labels, size: 1_070_000_000, created: '2026-01-01T00:00:00.000Z'}
}
