import type {Context, ImageStore, StoredImage} from 'kina/plugin'
import {commands} from './commands.js'
import {listImages, named, readImages, type Image} from './image-json.js'
import {ask, failure, run, saysNotFound} from './tool.js'

/** The image store of `container`; its containers are made from nothing else. */
export const IMAGE_STORE = 'container'

/** Guests of Apple silicon. */
const PULLED = 'linux/arm64'

export const appleImages: ImageStore = {
  list: async (ctx) => storedImages(await listImages(ctx)),
  inspect: async (ref, ctx) => (await findImage(ctx, ref))?.stored ?? null,
  async load(archive, ctx) {
    await run(ctx, commands.loadImage(archive))
  },
  async pull(ref, ctx) {
    await run(ctx, commands.pullImage(ref, PULLED))
  },
  async remove(ref, ctx) {
    // The tool knows images by name alone.
    const names = /^[0-9a-f]{64}$/.test(ref) ? (await listImages(ctx)).filter(({id}) => id === ref).map(({reference}) => reference) : [ref]
    if (names.length === 0) return
    const command = commands.removeImages(names)
    const result = await ask(ctx, command)
    if (result.exitCode !== 0 && !saysNotFound(result)) throw failure(command.argv, result)
  },
  async save(refs, ctx, write) {
    const found = await Promise.all(refs.map((ref) => findImage(ctx, ref)))
    const missing = refs.filter((_, i) => found[i] === null)
    if (missing.length > 0) throw new Error(`container has no image ${missing.join(', ')}`)
    await run(ctx, commands.saveImages(refs, found[0]?.platform ?? PULLED), {onStdout: write})
  },
}

export interface Found {
  readonly stored: StoredImage
  /** Which variant boots and is saved, such as `linux/arm64`. */
  readonly platform: string
}

/** By the name as it was typed, or by id; null: the store has none. */
export async function findImage(ctx: Context, ref: string): Promise<Found | null> {
  const all = await listImages(ctx)
  const listed = all.find(({reference, id}) => named(reference, ref) || id === ref)
  if (listed) return {platform: listed.platform, stored: toStored(all.filter(({id}) => id === listed.id))}
  const asked = await askedImage(ctx, ref)
  return asked ? {platform: asked.platform, stored: {...toStored([asked]), names: [ref]}} : null
}

/** Names may be completed otherwise than kina does: the registry to complete them with can be configured. */
async function askedImage(ctx: Context, ref: string): Promise<Image | undefined> {
  const command = commands.inspectImage(ref)
  const result = await ask(ctx, command)
  if (result.exitCode === 0) return readImages(result.stdout)[0]
  if (saysNotFound(result)) return undefined
  throw failure(command.argv, result)
}

/** As users type it: the tool puts its default registry before names without one. */
export function imageName(reference: string): string {
  return reference.replace(/^docker\.io\/(library\/)?/, '')
}

/** One for each id: names may share it. */
function storedImages(images: readonly Image[]): StoredImage[] {
  return [...Map.groupBy(images, ({id}) => id).values()].map(toStored)
}

function toStored(images: readonly Image[]): StoredImage {
  const [{id, labels, size, created}] = images as [Image]
  return {id, names: images.map(({reference}) => imageName(reference)).sort(), labels, size, created}
}
