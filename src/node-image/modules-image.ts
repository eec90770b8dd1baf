import {basename, dirname, join} from 'node:path'
import type {GoModulesSource, GoProgram} from '../contract/index.js'
import {debianRootfs, userlandFor} from './debian.js'
import {digest} from './digest.js'
import {ARCHIVE_FORMAT, writeImageArchive} from './image-archive.js'
import {inParallel} from './in-parallel.js'
import {programsFromModules} from './source-modules.js'
import {cached, type Workshop} from './workshop.js'

export interface ModulesImageOptions extends Workshop {
  /** Name the image gets, with registry and tag. */
  readonly ref: string
  readonly source: GoModulesSource
}

/**
 * One image that a plugin describes by Go programs and Debian packages, as an archive; cached.
 *
 * @throws KinaError E_COMPONENT_SOURCE, E_GO_MISSING, E_DEBIAN_TOOL_MISSING, E_CACHE_FULL
 */
export async function imageFromModules({ref, source, ...shop}: ModulesImageOptions): Promise<string> {
  const files = await inParallel(2, source.programs, async (program) => ({source: await built(program, shop), target: program.target}))
  const base = source.debianPackages.length === 0 ? [] : [{rootfs: await debianRootfs({packages: userlandFor(source.debianPackages)}, shop)}]
  const inputs = [...base.map(({rootfs}) => rootfs), ...files.map((file) => file.source)].map((path) => basename(dirname(path)))
  const targets = files.map(({target}) => target)
  const key = `image-${ref.replace(/[^\w.-]+/g, '-')}-${shop.arch}-${digest({ref, inputs, targets, entrypoint: source.entrypoint, format: ARCHIVE_FORMAT})}`
  const directory = await cached(shop, key, async (made) => {
    const entrypoint = source.entrypoint.length > 0 ? {entrypoint: source.entrypoint} : {}
    await writeImageArchive(join(made, 'image.tar'), [{ref, arch: shop.arch, layers: [...base, {files}], ...entrypoint}])
  })
  return join(directory, 'image.tar')
}

async function built({directory, package: path, target, cgo = false, tags = [], ldflags = []}: GoProgram, shop: Workshop): Promise<string> {
  const name = basename(target)
  const recipe = {directory, packages: {[name]: path}, cgo, tags, ldflags}
  return join(await programsFromModules({name, version: basename(directory), recipe}, shop), name)
}
