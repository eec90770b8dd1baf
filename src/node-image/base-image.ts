import {join} from 'node:path'
import type {Context, RuntimeBackend} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {debianKey, debianRootfs} from './debian.js'
import {ARCHIVE_FORMAT, writeImageArchive} from './image-archive.js'
import {closedHere, INSTEAD} from './linux-only.js'
import {cached, type Workshop} from './workshop.js'
import type {ComponentSource} from './versions.js'

/** What the Containerfile is written for. */
export const DEBIAN_IMAGE = 'docker.io/library/debian:12-slim'

/**
 * The name to give the Containerfile as its base: Debian's own image where a registry has it, else one of kina's making with the same
 * content from Debian's packages. `source` is how programs are had: who builds those has no registry either, most likely.
 */
export async function baseImage(runtime: RuntimeBackend, source: ComponentSource, shop: Workshop, ctx: Context): Promise<string> {
  if (await runtime.images.inspect(DEBIAN_IMAGE, ctx)) return DEBIAN_IMAGE
  if (source === 'release') {
    try {
      await runtime.images.pull(DEBIAN_IMAGE, ctx)
      return DEBIAN_IMAGE
    } catch (error) {
      ctx.signal.throwIfAborted()
      if (closedHere(shop.host) !== undefined) throw noBase(shop, error)
      shop.ctx.log.warn(`${DEBIAN_IMAGE} cannot be pulled (${messageOf(error)}): made from Debian's packages instead`)
    }
  }
  const key = debianKey({packages: []}, shop)
  const ref = `kina/${key.replace(/-(?=[0-9a-f]{16}$)/, ':')}`
  if (await runtime.images.inspect(ref, ctx)) return ref
  const rootfs = await debianRootfs({packages: []}, shop)
  const directory = await cached(shop, `image-${ARCHIVE_FORMAT}-${key}`, (made) => writeImageArchive(join(made, 'image.tar'), [{ref, arch: shop.arch, layers: [{rootfs}], cmd: ['/bin/bash']}]))
  await runtime.images.load(join(directory, 'image.tar'), ctx)
  return ref
}

function noBase({host}: Workshop, cause: unknown): KinaError {
  return new KinaError(
    {
      code: 'E_COMPONENT_SOURCE',
      message: `${DEBIAN_IMAGE} cannot be pulled, and it cannot be made here from Debian's packages: ${closedHere(host) ?? ''}.`,
      detail: messageOf(cause),
      next: ['Check that this machine reaches the registry, or load an image of that name with the runtime’s own command.', ...INSTEAD.slice(1)],
    },
    {cause},
  )
}
