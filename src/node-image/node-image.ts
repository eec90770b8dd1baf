import {contextFor, type App} from '../app.js'
import type {Arch, StoredImage} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'
import type {Step} from '../report/step.js'
import {hostArch} from './arch.js'
import {buildNodeImage} from './build.js'
import {imageInputs} from './inputs.js'
import {nodeVersions} from './versions.js'
import type {Host} from './workshop.js'

/** kina's own image of a Kubernetes version; one for other machines than this has their architecture in its tag. */
export function nodeImageRef(kubernetes: string, arch: Arch = hostArch()): string {
  return `kina/node:${nodeVersions(kubernetes).kubernetes}${arch === hostArch() ? '' : `-${arch}`}`
}

/** The machine that an app runs on, as far as making programs for nodes is concerned. */
export function hostOf({platform, env}: App): Host {
  const arch = hostArch()
  return {platform, arch, cc: env['CC'], crossCc: env[`CC_FOR_linux_${arch === 'amd64' ? 'arm64' : 'amd64'}`]}
}

/** kina's own image, from the store; built first when it is absent or was made from other inputs. */
export async function ownNodeImage(app: App, runtime: SelectedRuntime, kubernetes: string, step: Step): Promise<StoredImage> {
  const ref = nodeImageRef(kubernetes)
  const stored = await currentImage(app, runtime, ref, kubernetes)
  if (stored) return stored
  app.log.info(`There is no image ${ref} yet, or none from this kina's inputs: it is built now, once.`)
  return buildNodeImage(app, {runtime, kubernetes, source: 'auto'}, step)
}

/** An image that was made from the same inputs as this kina would make it from now; null otherwise. */
export async function currentImage(app: App, runtime: SelectedRuntime, ref: string, kubernetes: string, arch: Arch = hostArch()): Promise<StoredImage | null> {
  const stored = await runtime.provider.images.inspect(ref, contextFor(app, 'runtime', runtime.name))
  return stored?.labels[IMAGE_LABELS.inputs] === (await imageInputs(kubernetes, arch)) ? stored : null
}

/** An image the user named: from the store, or pulled. */
export async function givenImage(app: App, runtime: SelectedRuntime, ref: string, step: Step): Promise<StoredImage> {
  const ctx = contextFor(app, 'runtime', runtime.name)
  const stored = await runtime.provider.images.inspect(ref, ctx)
  if (stored) return stored
  return step('pull', `Image ${ref}`, async (progress) => {
    progress('pulling')
    try {
      await runtime.provider.images.pull(ref, ctx)
    } catch (error) {
      app.signal.throwIfAborted()
      throw missing(ref, runtime.name, error)
    }
    const pulled = await runtime.provider.images.inspect(ref, ctx)
    if (!pulled) throw missing(ref, runtime.name)
    return pulled
  })
}

function missing(ref: string, runtime: string, cause?: unknown): KinaError {
  const detail = cause instanceof KinaError ? (cause.detail ?? cause.message) : undefined
  return new KinaError(
    {
      code: 'E_IMAGE_MISSING',
      message: `The image ${ref} is not in the store of ${runtime}, and cannot be pulled.`,
      ...(detail !== undefined && {detail}),
      next: ['kina image list shows the node images that are there.', 'kina image build makes kina’s own; without --image it is used.'],
    },
    {cause},
  )
}
