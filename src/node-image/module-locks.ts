import {resolve} from 'node:path'
import {cacheHas} from '../cache/cache-entry.js'
import {exists} from '../cache/cache-files.js'
import {entryPath} from '../cache/cache-layout.js'
import {digest} from './digest.js'
import {lockModules} from './lock-modules.js'
import {fill} from './recipes.js'
import type {ModulesBuild} from './source-modules.js'
import {nodeImageDirectory} from './versions.js'
import {cached, type Workshop} from './workshop.js'

/**
 * The directory with go.mod and go.sum of a component: this package's, or those of a version it does not have, which are made once and
 * cached. Of the former, people have seen the sums; the latter are what Go's checksum database says on the day.
 *
 * @throws KinaError E_COMPONENT_SOURCE
 */
export async function lockedDirectory(build: ModulesBuild, shop: Workshop): Promise<string> {
  const found = await foundLock(build, shop)
  if (found !== undefined) return found
  return cached(shop, lockKey(build), (into) => {
    shop.ctx.log.info(`locking the Go modules of ${build.name} ${build.version}, which this kina does not know`)
    return lockModules({...build, into}, shop.ctx)
  })
}

/** The same, unless it would have to be made. */
export async function foundLock(build: ModulesBuild, {cacheRoot}: Pick<Workshop, 'cacheRoot'>): Promise<string | undefined> {
  const own = resolve(nodeImageDirectory, fill(build.recipe.directory, build.version))
  // A recipe that does not say what to require has its files, or a fault that reading them shows.
  if (build.recipe.require === undefined || (await exists(own))) return own
  const key = lockKey(build)
  return (await cacheHas(cacheRoot, key)) ? entryPath(cacheRoot, key) : undefined
}

function lockKey({name, version, recipe: {require, staging, packages, tags, cgo, upstreamSums}}: ModulesBuild): string {
  return `lock-${name}-${version}-${digest({require, staging, packages, tags, cgo, upstreamSums})}`
}
