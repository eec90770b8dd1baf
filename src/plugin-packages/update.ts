import {createHash} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {messageOf} from '../errors.js'
import type {Step} from '../report/step.js'
import {carriedTarball} from './carried.js'
import type {PackageHost} from './host.js'
import {dropUnusedTarballs, installInto} from './install.js'
import {readManifest, type PluginEntry} from './manifest.js'
import {changePackages} from './stage.js'
import type {Wanted} from './wanted.js'

export interface UpdatedPlugin {
  readonly name: string
  readonly status: 'updated' | 'current' | 'fixed' | 'failed'
  /** Versions before and now; the first is absent when the plugin was broken. */
  readonly from?: string
  readonly to?: string
  /** Why nothing was done, or what failed. */
  readonly reason?: string
}

/** Brings plugins to what is newest: those of kina to the ones this kina brings, others to what the registry has. Removes none. */
export async function updatePlugins(host: PackageHost, step: Step): Promise<UpdatedPlugin[]> {
  const {plugins} = (await changePackages(host, readManifest)).oclif
  const results: UpdatedPlugin[] = []
  for (const entry of plugins) {
    if (entry.type === 'link') results.push({name: entry.name, status: 'fixed', reason: 'it is a link to its folder'})
    // Each by itself: one that cannot be fetched leaves the others alone.
    else results.push(await step(`update-${entry.name}`, `Plugin ${entry.name}`, () => updateOne(host, entry)).catch((error: unknown) => failed(host, entry, error)))
  }
  return results
}

async function updateOne(host: PackageHost, entry: PluginEntry): Promise<UpdatedPlugin> {
  const {name} = entry
  return changePackages(host, async (stage): Promise<UpdatedPlugin> => {
    const from = await versionOf(stage, name)
    const wanted = await newest(host, stage, entry)
    if (typeof wanted === 'string') return {name, ...(from !== undefined && {from, to: from}), status: from === undefined ? 'failed' : wanted === 'current' ? 'current' : 'fixed', reason: wanted}
    const {version} = await installInto(host, stage, wanted, {fresh: true})
    await dropUnusedTarballs(stage)
    return {name, status: version === from && wanted.kind !== 'carried' ? 'current' : 'updated', ...(from !== undefined && {from}), to: version}
  })
}

/** What to install in its place, or why nothing. */
async function newest(host: PackageHost, stage: string, {name, tag, url, carried}: PluginEntry): Promise<Wanted | string> {
  if (carried) {
    const tarball = await carriedTarball(host, name, stage)
    if (tarball === undefined) return {kind: 'registry', name, tag: 'latest'}
    return (await sameContent(tarball, join(stage, (url ?? '').replace(/^file:/, '')))) && (await versionOf(stage, name)) !== undefined ? 'current' : {kind: 'carried', name}
  }
  if (url === undefined) return {kind: 'registry', name, tag: tag ?? 'latest'}
  if (!url.startsWith('file:')) return {kind: 'url', url}
  return 'it came from a file: install the new file to update it'
}

function failed(host: PackageHost, {name}: PluginEntry, error: unknown): UpdatedPlugin {
  host.signal.throwIfAborted()
  return {name, status: 'failed', reason: messageOf(error)}
}

async function versionOf(stage: string, name: string): Promise<string | undefined> {
  return readFile(join(stage, 'node_modules', name, 'package.json'), 'utf8').then((text) => (JSON.parse(text) as {version: string}).version).catch(() => undefined)
}

async function sameContent(one: string, other: string): Promise<boolean> {
  const digest = async (file: string) => createHash('sha256').update(await readFile(file)).digest('hex')
  return Promise.all([digest(one), digest(other)]).then(([a, b]) => a === b, () => false)
}
