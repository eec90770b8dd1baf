import {cacheHas} from '../cache/cache-entry.js'
import {KinaError, messageOf} from '../errors.js'
import {fetchUrl} from './fetch-url.js'
import {closedHere, INSTEAD, requireLinux} from './linux-only.js'
import {modulesKey} from './source-modules.js'
import {firstChecksumUrl, releaseKey} from './source-release.js'
import type {Component, ComponentSource} from './versions.js'
import type {Workshop} from './workshop.js'

/** `auto` takes what is cached, else releases if their servers answer, else builds from Go modules if Go is there. */
export type SourceWish = ComponentSource | 'auto'

export interface SourceChoice {
  readonly source: ComponentSource
  /** Why, in a few words; for the log. */
  readonly reason: string
}

/** How long a release server may take to answer, in milliseconds: it decides between two ways, it is no download. */
const DEADLINE = 3000

/**
 * One way for all components, so that a node is never half one and half the other.
 *
 * @throws KinaError E_COMPONENT_SOURCE when no way is open, with the reason for each
 */
export async function chooseSource(wish: SourceWish, components: readonly Component[], shop: Workshop, deadline = DEADLINE): Promise<SourceChoice> {
  if (wish === 'modules') requireLinux("Building a node's programs from Go modules", shop.host)
  if (wish !== 'auto') return {source: wish, reason: 'as asked for'}
  const closed = closedHere(shop.host)
  for (const source of closed === undefined ? (['release', 'modules'] as const) : (['release'] as const)) {
    if (await allCached(source, components, shop)) return {source, reason: 'already in the cache'}
  }
  const silent = await unreachable(components, shop, deadline)
  if (silent === undefined) return {source: 'release', reason: 'the release servers answer'}
  const noModules = closed ?? (await Promise.all(components.map(keyOf('modules', shop))).then(() => undefined, messageOf))
  shop.ctx.signal.throwIfAborted()
  if (noModules === undefined) return {source: 'modules', reason: `${silent}, and Go is there`}
  throw new KinaError({
    code: 'E_COMPONENT_SOURCE',
    message: "There is no way to get a node's programs: neither from releases nor from Go modules.",
    detail: `release: ${silent}\nmodules: ${noModules}`,
    next:
      closed === undefined
        ? ['Name servers that you can reach: kina image build --mirror NAME=URL', 'Or install Go (https://go.dev/doc/install) and run the same command again.']
        : INSTEAD,
  })
}

async function allCached(source: ComponentSource, components: readonly Component[], shop: Workshop): Promise<boolean> {
  try {
    const keys = await Promise.all(components.map(keyOf(source, shop)))
    const there = await Promise.all(keys.map((key) => key !== undefined && cacheHas(shop.cacheRoot, key)))
    return there.every(Boolean)
  } catch {
    shop.ctx.signal.throwIfAborted()
    return false
  }
}

/** Rejects where Go, a C compiler or the locked modules are missing. */
function keyOf(source: ComponentSource, shop: Workshop): (component: Component) => Promise<string | undefined> {
  return async ({name, version, release, modules}) => {
    if (source === 'modules') return modulesKey({name, version: version.modules, recipe: modules}, shop)
    return release && releaseKey({name, version: version.release, recipe: release}, shop)
  }
}

/** The first reason not to download, or undefined. Asks each server once. */
async function unreachable(components: readonly Component[], shop: Workshop, deadline: number): Promise<string | undefined> {
  const byMirror = new Map(components.flatMap(({name, version, release}) =>
    release === undefined ? [] : [[release.mirror, firstChecksumUrl({name, version: version.release, recipe: release}, shop)] as const]))
  const reasons = await Promise.all([...byMirror.values()].map((url) => (url === undefined ? undefined : silence(url, shop, deadline))))
  return reasons.find((reason) => reason !== undefined)
}

async function silence(url: string, {ctx}: Workshop, deadline: number): Promise<string | undefined> {
  const {host} = new URL(url)
  try {
    const {ok, status} = await fetchUrl(url, {method: 'HEAD', signal: AbortSignal.any([ctx.signal, AbortSignal.timeout(deadline)])})
    return ok ? undefined : `${host} answers ${status} for ${url}`
  } catch (error) {
    ctx.signal.throwIfAborted()
    if (!(error instanceof Error)) return `${host} cannot be reached (${messageOf(error)})`
    if (error instanceof KinaError) return error.message.replace(/\.$/, '')
    if (error.name === 'TimeoutError') return `${host} did not answer within ${deadline / 1000} s`
    return `${host} cannot be reached (${messageOf(error.cause ?? error)})`
  }
}
