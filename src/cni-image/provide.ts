import type {App} from '../app.js'
import {contextFor} from '../app.js'
import type {ClusterPlan, CniImage, ImageSource, Node} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {importImage} from '../node/import-image.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'
import {archiveFrom} from './archive.js'

/**
 * Brings every image the CNI declared into every node. Starts at once and is awaited later, beside the control plane; a rejection
 * before anybody awaits it is not lost and not fatal.
 */
export function provideCniImages(app: App, plan: ClusterPlan, runtime: SelectedRuntime, nodes: readonly Node[]): Promise<void> {
  const all = Promise.all(plan.cniImages.map((image) => provide(app, image, runtime, nodes))).then(() => {})
  all.catch(() => {})
  return all
}

async function provide(app: App, image: CniImage, runtime: SelectedRuntime, nodes: readonly Node[]): Promise<void> {
  const archive = await firstThatWorks(app, image, runtime)
  await Promise.all(nodes.map((node) => importImage(node, archive)))
}

/** The sources in the order the CNI gave them; every failure is told when none works. */
async function firstThatWorks(app: App, image: CniImage, runtime: SelectedRuntime): Promise<string> {
  const failures: string[] = []
  for (const source of image.sources) {
    try {
      return await archiveFrom(source, {app, ref: image.ref, runtime: runtime.provider, ctx: contextFor(app, 'runtime', runtime.name)})
    } catch (error) {
      app.signal.throwIfAborted()
      failures.push(`${describe(source)}: ${messageOf(error)}${detailOf(error)}`)
    }
  }
  throw new KinaError({
    code: 'E_IMAGE_MISSING',
    message: `The image ${image.ref} cannot be had.`,
    detail: failures.join('\n'),
    next: ['Check the name, and that this machine reaches the registry.'],
  })
}

function describe(source: ImageSource): string {
  return source.type === 'archive' ? `archive ${source.url}` : source.type
}

function detailOf(error: unknown): string {
  return error instanceof KinaError && error.detail !== undefined ? `\n  ${error.detail.split('\n').slice(-3).join('\n  ')}` : ''
}
