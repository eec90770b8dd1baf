import type {Context, ImageStore, StoredImage} from '../contract/index.js'
import {messageOf} from '../errors.js'

/** An image whose only name went to its successor would lie about without one; one that a cluster runs on stays until that is deleted. */
export async function removeReplaced({id, names}: StoredImage, images: ImageStore, ctx: Context): Promise<void> {
  if (names.length === 1) await removeIfFree(id, images, ctx)
}

/** What was to be made is there: an image besides that cannot be removed is no reason to fail. Ctrl-C is. */
export async function removeIfFree(ref: string, images: ImageStore, ctx: Context): Promise<void> {
  await images.remove(ref, ctx).catch((error: unknown) => {
    ctx.signal.throwIfAborted()
    ctx.log.debug(`the image ${ref} stays: ${messageOf(error)}`)
  })
}
