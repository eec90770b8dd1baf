import {once} from 'node:events'
import {PassThrough} from 'node:stream'
import {contextFor, type App} from '../app.js'
import {KinaError} from '../errors.js'
import {nodeImageRef} from '../node-image/node-image.js'
import {SBOM_PATH} from '../node-image/sbom.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import {selectRuntime, type SelectedRuntime} from '../registry/select-runtime.js'
import type {Step} from '../report/step.js'
import {plain, readSavedImage} from './saved-image.js'
import {mergedTree, treeDigest, treeLines} from './tree-digest.js'

export interface InspectFlags {
  /** Default: kina's own of the Kubernetes version. */
  readonly image?: string | undefined
  readonly kubernetes?: string | undefined
  readonly runtime?: string | undefined
}

export interface Inspection {
  readonly ref: string
  readonly runtime: string
  /** Of the image in its store. */
  readonly id: string
  /** Digest of all files by path, type, mode, owner and content: the same wherever and whenever the same files were built. */
  readonly tree: string
  /** What that digest is over, a file a line. */
  readonly files: readonly string[]
  /** Lowest first; sizes in bytes as an uncompressed tar. */
  readonly layers: readonly {readonly digest: string; readonly size: number; readonly files: number}[]
  readonly labels: Readonly<Record<string, string>>
  /** CycloneDX, as the image has it; null where it has none. */
  readonly sbom: string | null
}

/**
 * What an image in a runtime's store is made of. Nothing is started: the image is read as the store saves it.
 *
 * @throws KinaError E_IMAGE_MISSING, E_CONFIG_INVALID
 */
export async function inspectFromFlags(app: App, flags: InspectFlags, step: Step): Promise<Inspection> {
  if (flags.image !== undefined && flags.kubernetes !== undefined) {
    throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: '--kubernetes is about kina’s own image, and another is named.', next: [`kina image inspect ${flags.image}`]})
  }
  const runtime = await selectRuntime(app.registry, (kind, name) => contextFor(app, kind, name), {wanted: flags.runtime, preference: app.defaults.runtimes, say: app.log.info})
  const ref = flags.image ?? nodeImageRef(flags.kubernetes ?? app.defaults.kubernetes)
  return step('read', `Image ${ref}`, () => inspectImage(app, runtime, ref))
}

/** The same of one image in one runtime's store. */
export async function inspectImage(app: App, runtime: SelectedRuntime, ref: string): Promise<Inspection> {
  const ctx = contextFor(app, 'runtime', runtime.name)
  const stored = await runtime.provider.images.inspect(ref, ctx)
  if (!stored) throw new KinaError({code: 'E_IMAGE_MISSING', message: `The image ${ref} is not in the store of ${runtime.name}.`, next: ['kina image list shows the node images that are there.', 'kina image build makes kina’s own.']})
  const archive = new PassThrough()
  const saving = runtime.provider.images.save([ref], ctx, async (chunk) => void (archive.write(chunk) || (await once(archive, 'drain')))).then(
    () => void archive.end(),
    (error: unknown) => void archive.destroy(error as Error),
  )
  const {layers, files} = await readSavedImage(archive, [plain(SBOM_PATH)])
  await saving
  const lines = treeLines(mergedTree(layers))
  return {
    ref,
    runtime: runtime.name,
    id: stored.id,
    tree: treeDigest(lines),
    files: lines,
    layers: layers.map(({digest, size, entries}) => ({digest, size, files: entries.length})),
    labels: Object.fromEntries(Object.entries(stored.labels).filter(([name]) => (Object.values(IMAGE_LABELS) as string[]).includes(name))),
    sbom: files.get(plain(SBOM_PATH))?.toString('utf8') ?? null,
  }
}

/** The bill of materials of an inspected image. @throws KinaError E_IMAGE_SBOM */
export function sbomOf({ref, sbom}: Inspection): string {
  if (sbom !== null) return sbom
  throw new KinaError({code: 'E_IMAGE_SBOM', message: `The image ${ref} has no bill of materials: there is no ${SBOM_PATH} in it.`, next: ['kina image build makes an image that has one.']})
}
