import {basename, dirname, join} from 'node:path'
import type {GoModulesSource, GoProgram} from '../contract/index.js'
import {debianRootfs, userlandFor} from './debian.js'
import {digest} from './digest.js'
import {ARCHIVE_FORMAT, writeImageArchive} from './image-archive.js'
import {inParallel} from './in-parallel.js'
import {gatherFiles} from './module-files.js'
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
  const programs = await inParallel(2, source.programs, async (program) => ({source: await built(program, shop), target: program.target}))
  const others = await gatherFiles(source.files ?? [], shop)
  const base = source.debianPackages.length === 0 ? [] : [{rootfs: await userland(source, shop)}]
  const inputs = [...base.map(({rootfs}) => rootfs), ...programs.map((program) => program.source)].map((path) => basename(dirname(path)))
  const targets = programs.map(({target}) => target)
  const extra = source.files && {files: others.inputs}
  const key = `image-${ref.replace(/[^\w.-]+/g, '-')}-${shop.arch}-${digest({ref, inputs, targets, entrypoint: source.entrypoint, format: ARCHIVE_FORMAT, ...extra})}`
  const files = [...programs, ...others.files]
  const directory = await cached(shop, key, async (made) => {
    const entrypoint = source.entrypoint.length > 0 ? {entrypoint: source.entrypoint} : {}
    await writeImageArchive(join(made, 'image.tar'), [{ref, arch: shop.arch, layers: [...base, {files}], ...entrypoint}])
  })
  return join(directory, 'image.tar')
}

async function userland({debianPackages, debianExcludes}: GoModulesSource, shop: Workshop): Promise<string> {
  if (debianExcludes === undefined) return debianRootfs({packages: userlandFor(debianPackages)}, shop)
  return debianRootfs({packages: debianPackages, excludes: debianExcludes}, shop)
}

async function built({directory, package: path, target, cgo = false, tags = [], ldflags = []}: GoProgram, shop: Workshop): Promise<string> {
  const name = basename(target)
  const recipe = {directory, packages: {[name]: path}, cgo, tags, ldflags}
  return join(await programsFromModules({name, version: basename(directory), recipe}, shop), name)
}
