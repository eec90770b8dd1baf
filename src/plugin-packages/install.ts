import {readdir, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {KinaError} from '../errors.js'
import type {Step} from '../report/step.js'
import {carriedTarball} from './carried.js'
import type {PackageHost} from './host.js'
import {readManifest, withEntry, writeManifest, type PluginEntry} from './manifest.js'
import {npmInstall} from './npm.js'
import {refuseUseless, registeredBy, type Registered} from './registered.js'
import {changePackages} from './stage.js'
import {keepTarball, packFolder} from './tarball.js'
import {wantedBy, type Wanted} from './wanted.js'

export interface InstalledPlugin extends Omit<Registered, 'root' | 'takesFrom'> {
  /** Where it came from. */
  readonly source: 'kina' | 'registry' | 'file' | 'folder' | 'url'
}

/** Installs plugins by name, file, folder or address: all of them, or none. */
export async function installPlugins(host: PackageHost, given: readonly string[], step: Step): Promise<InstalledPlugin[]> {
  const wanted = await Promise.all(given.map(async (argument) => [argument, await wantedBy(host, argument)] as const))
  return changePackages(host, async (stage) => {
    const installed: InstalledPlugin[] = []
    for (const [argument, what] of wanted) installed.push(await step(`install-${argument}`, `Plugin ${argument}`, () => installInto(host, stage, what)))
    await dropUnusedTarballs(stage)
    return installed
  })
}

/** Installs one plugin into a stage, and asks it what it registers. `fresh`: what npm remembers of a registry does not count. */
export async function installInto(host: PackageHost, stage: string, wanted: Wanted, {fresh = false} = {}): Promise<InstalledPlugin> {
  const {spec, source, ...about} = await sourceOf(host, stage, wanted)
  const before = await readManifest(stage)
  await npmInstall(host, stage, [spec, ...(fresh ? ['--prefer-online'] : [])])
  const name = about.name ?? nameOf(spec, before.dependencies, (await readManifest(stage)).dependencies)
  const registered = await registeredBy(host, join(stage, 'node_modules', name), 'user')
  refuseUseless(registered)
  const entry: PluginEntry = {name, type: 'user', ...(wanted.kind === 'registry' ? {tag: wanted.tag} : {url: spec}), ...(source === 'kina' && {carried: true})}
  await writeManifest(stage, withEntry(await readManifest(stage), entry))
  const {root: _root, takesFrom: _takesFrom, ...shown} = registered
  return {...shown, source}
}

interface Source {
  /** What npm is told. */
  readonly spec: string
  readonly source: InstalledPlugin['source']
  /** Absent for an address: npm finds out. */
  readonly name?: string
}

async function sourceOf(host: PackageHost, stage: string, wanted: Wanted): Promise<Source> {
  switch (wanted.kind) {
    case 'carried': {
      const tarball = await carriedTarball(host, wanted.name, stage)
      if (tarball !== undefined) return {...(await keepTarball(tarball, stage)), source: 'kina'}
      return {spec: wanted.name, name: wanted.name, source: 'registry'}
    }
    case 'registry':
      return {spec: `${wanted.name}@${wanted.tag}`, name: wanted.name, source: 'registry'}
    case 'tarball':
      return {...(await keepTarball(wanted.path, stage)), source: 'file'}
    case 'folder':
      return {...(await keepTarball(await packFolder(host, wanted.path, stage), stage)), source: 'folder'}
    case 'url':
      return {spec: wanted.url, source: 'url'}
  }
}

/** The package that npm added or changed; one that was there already, from the same address, has that address. */
function nameOf(spec: string, before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string {
  const changed = Object.keys(after).find((name) => after[name] !== before[name]) ?? Object.keys(after).find((name) => after[name] === spec || after[name]?.endsWith(spec))
  if (changed === undefined) throw new KinaError({code: 'E_PLUGIN_INSTALL', message: `npm does not say which package ${spec} is.`, next: ['Remove the plugin first, then install it again: kina plugins uninstall NAME']})
  return changed
}

/** A tarball is kept as long as a plugin is installed from it. */
export async function dropUnusedTarballs(stage: string): Promise<void> {
  const used = new Set(Object.values((await readManifest(stage)).dependencies))
  const files = await readdir(join(stage, 'tarballs'))
  await Promise.all(files.filter((file) => !used.has(`file:tarballs/${file}`)).map((file) => rm(join(stage, 'tarballs', file))))
}
