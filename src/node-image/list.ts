import {contextFor, type App} from '../app.js'
import {cacheSize} from '../cache/cache-clean.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import {availableRuntimes, type SelectedRuntime} from '../registry/select-runtime.js'
import {imageInputs} from './inputs.js'
import {hostArch} from './node-image.js'

/** One name of a node image that kina built. */
export interface NodeImageDescription {
  readonly ref: string
  readonly id: string
  readonly kubernetes: string
  readonly size: number
  readonly created: string
  /** Made from the same inputs as this kina would make it from now. */
  readonly current: boolean
  readonly runtime: string
}

export async function listNodeImages(app: App): Promise<{images: NodeImageDescription[]; cache: {path: string; size: number}}> {
  const runtimes = await availableRuntimes(app.registry, (kind, name) => contextFor(app, kind, name))
  const [images, size] = await Promise.all([Promise.all(runtimes.map((runtime) => imagesOf(app, runtime))), cacheSize(app.cacheRoot)])
  return {images: images.flat().sort((a, b) => a.ref.localeCompare(b.ref)), cache: {path: app.cacheRoot, size}}
}

/** Known by the label that the build puts on them. */
async function imagesOf(app: App, runtime: SelectedRuntime): Promise<NodeImageDescription[]> {
  const stored = await runtime.provider.images.list(contextFor(app, 'runtime', runtime.name))
  const own = stored.filter((image) => image.labels[IMAGE_LABELS.inputs] !== undefined)
  const described = await Promise.all(
    own.map(async ({id, names, labels, size, created}) => {
      const kubernetes = labels[IMAGE_LABELS.kubernetes] ?? ''
      const current = (await imageInputs(kubernetes, hostArch()).catch(() => null)) === labels[IMAGE_LABELS.inputs]
      return names.map((ref) => ({ref, id, kubernetes, size, created, current, runtime: runtime.name}))
    }),
  )
  return described.flat()
}
