import {join} from 'node:path'
import type {Interfaces} from '@oclif/core'
import type {Log} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {collectProviders} from '../registry/collect.js'
import type {Registry} from '../registry/registry.js'
import {readManifest, type PluginEntry} from './manifest.js'
import {providersOf, type ProviderSummary} from './providers.js'

/** A plugin as `kina plugins` shows it. */
export interface PluginDescription {
  readonly name: string
  /** Null when the package is broken. */
  readonly version: string | null
  readonly type: 'bundled' | 'installed' | 'linked'
  /** The folder it is loaded from. */
  readonly location: string
  /** What it was installed from; absent for those that are part of kina. */
  readonly source?: string
  readonly providers: readonly ProviderSummary[]
  readonly commands: readonly string[]
  /** Why it, or something of it, is not used. */
  readonly problems: readonly string[]
}

/** All plugins by name; `core` adds those of oclif, which only bring commands. */
export async function listPlugins(config: Interfaces.Config, log: Log, {core, json}: {core: boolean; json: boolean}): Promise<PluginDescription[]> {
  const [registry, entries] = await Promise.all([collectProviders(config, {json}), entriesIn(config, log)])
  const loaded = [...config.plugins.values()].filter((plugin) => plugin.name !== config.name && plugin.parent === undefined)
  const shown = loaded.filter((plugin) => core || plugin.type !== 'core' || plugin.hooks['kina:register'] !== undefined)
  const broken = entries.filter(({name}) => !loaded.some((plugin) => plugin.name === name && plugin.type !== 'core'))
  return [...shown.map((plugin) => describe(plugin, registry, entries)), ...broken.map((entry) => describeBroken(config, registry, entry))].sort((a, b) => a.name.localeCompare(b.name))
}

/** Those of these names, in their order. */
export async function inspectPlugins(config: Interfaces.Config, log: Log, names: readonly string[], {json}: {json: boolean}): Promise<PluginDescription[]> {
  const all = await listPlugins(config, log, {core: true, json})
  return names.map((name) => {
    const found = all.findLast((plugin) => plugin.name === name)
    if (found) return found
    throw new KinaError({code: 'E_PLUGIN_NOT_FOUND', exit: 2, message: `There is no plugin "${name}".`, detail: `There are: ${all.map((plugin) => plugin.name).join(', ')}`, next: [`kina plugins install ${name}`]})
  })
}

function describe(plugin: Interfaces.Plugin, registry: Registry, entries: readonly PluginEntry[]): PluginDescription {
  const entry = plugin.type === 'core' ? undefined : entries.find(({name}) => name === plugin.name)
  return {
    name: plugin.name,
    version: plugin.version,
    type: plugin.type === 'core' ? 'bundled' : plugin.type === 'link' ? 'linked' : 'installed',
    location: plugin.root,
    ...(entry && {source: sourceText(entry)}),
    providers: providersOf(registry, plugin.name),
    commands: plugin.commandIDs.map((id) => id.replaceAll(':', ' ')).sort(),
    problems: problemsOf(registry, plugin.name),
  }
}

/** In the list of plugins, but oclif could not load it, or was told not to. */
function describeBroken(config: Interfaces.Config, registry: Registry, entry: PluginEntry): PluginDescription {
  const location = entry.root ?? join(config.dataDir, 'node_modules', entry.name)
  const known = problemsOf(registry, entry.name)
  const why = process.env['KINA_NO_USER_PLUGINS'] === '1' ? 'left out, because KINA_NO_USER_PLUGINS is 1' : `it cannot be loaded from ${location}`
  return {name: entry.name, version: null, type: entry.type === 'link' ? 'linked' : 'installed', location, source: sourceText(entry), providers: [], commands: [], problems: known.length > 0 ? known : [why]}
}

function problemsOf({problems}: Registry, name: string): string[] {
  return problems.filter(({plugin}) => plugin === name).map(({message}) => message)
}

function sourceText({type, tag, url, root, carried}: PluginEntry): string {
  if (type === 'link') return `the folder ${root ?? ''}`
  if (carried) return 'kina'
  return url === undefined ? `the registry, ${tag ?? 'latest'}` : url.startsWith('file:') ? 'a file' : url
}

async function entriesIn(config: Interfaces.Config, log: Log): Promise<readonly PluginEntry[]> {
  try {
    return (await readManifest(config.dataDir)).oclif.plugins
  } catch (error) {
    log.warn(`The list of plugins, ${join(config.dataDir, 'package.json')}, cannot be read: ${messageOf(error)}. kina plugins update makes it again from what is installed.`)
    return []
  }
}
