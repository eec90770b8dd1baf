import {contextFor, type App} from '../app.js'
import type {StoredImage} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {givenImage, nodeImageRef, ownNodeImage} from '../node-image/node-image.js'
import {nodeVersions} from '../node-image/versions.js'
import {selectRuntime, type SelectedRuntime} from '../registry/select-runtime.js'
import type {Step} from '../report/step.js'
import {verifyImage, type Verification} from './verify.js'

export interface VerifyFlags {
  /** Default: kina's own of the Kubernetes version. */
  readonly image?: string | undefined
  readonly kubernetes?: string | undefined
  readonly runtime?: string | undefined
  /** Builds kina's own first, unless it is there and up to date. */
  readonly build: boolean
}

/** Verifies an image as the user's flags say. */
export async function verifyFromFlags(app: App, flags: VerifyFlags, step: Step): Promise<Verification> {
  if (flags.image !== undefined && (flags.build || flags.kubernetes !== undefined)) {
    throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: '--build and --kubernetes are about kina’s own image, and another is named.', next: [`kina image verify ${flags.image}`]})
  }
  const {kubernetes} = nodeVersions(flags.kubernetes ?? app.defaults.kubernetes)
  const runtime = await selectRuntime(app.registry, (kind, name) => contextFor(app, kind, name), {wanted: flags.runtime, preference: app.defaults.runtimes, say: app.log.info})
  const ref = flags.image ?? nodeImageRef(kubernetes)
  const stored = flags.image !== undefined ? await givenImage(app, runtime, ref, step) : flags.build ? await ownNodeImage(app, runtime, kubernetes, step) : await present(app, runtime, ref)
  return verifyImage(app, {runtime, ref, stored}, step)
}

/** No registry has an image of kina's own. */
async function present(app: App, runtime: SelectedRuntime, ref: string): Promise<StoredImage> {
  const stored = await runtime.provider.images.inspect(ref, contextFor(app, 'runtime', runtime.name))
  if (stored) return stored
  throw new KinaError({code: 'E_IMAGE_MISSING', message: `The image ${ref} is not in the store of ${runtime.name}.`, next: ['kina image verify --build builds it first.', 'kina image list shows the node images that are there.']})
}
