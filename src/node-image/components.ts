import {copyFile, link, mkdir, rm} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {chooseSource, type SourceWish} from './choose-source.js'
import {digest} from './digest.js'
import {inParallel} from './in-parallel.js'
import {programsFromModules} from './source-modules.js'
import {programsFromRelease} from './source-release.js'
import {type Component, type ComponentSource, nodeVersions} from './versions.js'
import type {Workshop} from './workshop.js'

export interface NodeProgramsOptions extends Workshop {
  /** Kubernetes version, such as `v1.31.0`. */
  readonly kubernetes: string
  readonly source: SourceWish
  /** Directory in the shape of a node's root file system; programs land in it as `usr/bin/kubelet` and so on, mode 0755. */
  readonly into: string
}

export interface NodePrograms {
  readonly source: ComponentSource
  /** Absolute paths in the node, sorted. */
  readonly paths: readonly string[]
  /** Same inputs, same digest. */
  readonly digest: string
}

/**
 * All programs of a node for one Kubernetes version, out of the cache where they are in it.
 *
 * @throws KinaError E_VERSION_UNKNOWN, E_COMPONENT_SOURCE, E_GO_MISSING, E_DOWNLOAD_FAILED, E_DOWNLOAD_CHECKSUM, E_DOWNLOAD_INSECURE, E_CACHE_FULL
 */
export async function nodePrograms({kubernetes, source: wish, into, ...shop}: NodeProgramsOptions): Promise<NodePrograms> {
  const versions = nodeVersions(kubernetes)
  if (versions.like !== undefined) shop.ctx.log.info(`Kubernetes ${versions.kubernetes} with what goes with ${versions.like}`)
  const components = versions.components.filter(({node}) => node !== undefined)
  const {source, reason} = await chooseSource(wish, components, shop)
  shop.ctx.log.debug(`programs come from ${source}: ${reason}`)
  const directories = await componentDirectories(components, source, shop)
  const placed = components.flatMap(({name, node}) => {
    const directory = directories.get(name) ?? ''
    return (node?.programs ?? []).map((program) => ({from: join(directory, program), path: `${node?.directory ?? ''}/${program}`}))
  })
  await Promise.all(placed.map(({from, path}) => place(from, join(into, path))))
  const keys = [...directories.values()].map((directory) => basename(directory))
  return {source, paths: placed.map(({path}) => path).sort(), digest: digest(keys)}
}

/** Cached directories with the programs of components, by component name. */
export async function componentDirectories(
  components: readonly Component[],
  source: ComponentSource,
  shop: Workshop,
): Promise<ReadonlyMap<string, string>> {
  // A Go build uses all processors by itself and a few GB of memory; a download waits for the network.
  const directories = await inParallel(source === 'modules' ? 2 : 4, components, ({name, version, release, modules}) => {
    if (source === 'modules') return programsFromModules({name, version: version.modules, recipe: modules}, shop)
    if (release === undefined) throw new TypeError(`versions.json has no release of ${name}`)
    return programsFromRelease({name, version: version.release, recipe: release}, shop)
  })
  return new Map(components.map(({name}, index) => [name, directories[index] ?? '']))
}

/** A hard link where the file system allows one; whoever changes a placed program must replace the file. */
async function place(from: string, to: string): Promise<void> {
  await mkdir(join(to, '..'), {recursive: true})
  await rm(to, {force: true})
  await link(from, to).catch(() => copyFile(from, to))
}
