import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {Config, type Interfaces, type Plugin} from '@oclif/core'
import {KinaError} from '../errors.js'
import {readPlugin} from '../plugin-guard/installed-plugins.js'
import {collectProviders} from '../registry/collect.js'
import {providersOf, type ProviderSummary} from './providers.js'
import type {PackageHost} from './host.js'

/** What a package gives kina, found out by asking it. */
export interface Registered {
  readonly name: string
  readonly version: string
  readonly root: string
  readonly providers: readonly ProviderSummary[]
  readonly commands: readonly string[]
  /** Other plugins that register a name it registers too, so that neither is used. */
  readonly takesFrom: readonly string[]
  /** Why it, or a provider of it, is not used. */
  readonly problems: readonly string[]
}

/** Loads a package as a plugin beside those that are there; refuses what is none. */
export async function registeredBy(host: PackageHost, root: string, type: 'user' | 'link'): Promise<Registered> {
  const {plugin, notes} = await loaded(host, root, type)
  if (plugin.hooks['kina:register'] === undefined && plugin.commandIDs.length === 0) throw noPlugin(plugin.name)
  const registry = await collectProviders(beside(host.config, plugin), host)
  const own = registry.problems.filter((problem) => problem.plugin === plugin.name)
  return {
    name: plugin.name,
    version: plugin.version,
    root,
    providers: providersOf(registry, plugin.name),
    commands: plugin.commandIDs.map((id) => id.replaceAll(':', ' ')).sort(),
    takesFrom: registry.problems.filter(({plugin: other, provider}) => other !== plugin.name && provider !== undefined && own.some((problem) => problem.provider === provider)).map((problem) => problem.plugin),
    problems: [...notes, ...own.map(({message}) => message)],
  }
}

/** What would be of no use, or would make another plugin useless, is not installed. */
export function refuseUseless({name, version, providers, commands, problems, takesFrom}: Registered): void {
  if (takesFrom.length === 0 && (providers.length > 0 || commands.length > 0)) return
  throw new KinaError({
    code: 'E_PLUGIN_INVALID',
    exit: 2,
    message: takesFrom.length > 0 ? `${name} ${version} registers what ${takesFrom.join(', ')} registers already; kina would use neither.` : `${name} ${version} is of no use to this kina: it registers nothing that can be used.`,
    detail: problems.join('\n'),
    next: [...takesFrom.map((other) => `kina plugins uninstall ${other}, then install ${name} again`), 'The plugins are as they were. To develop a plugin, kina plugins link takes it as it is.'],
  })
}

/** Makes a plugin that was installed just now part of this run. */
export async function useInstalled(host: PackageHost, name: string): Promise<void> {
  const {plugin} = await loaded(host, join(host.dataRoot, 'node_modules', name), 'user')
  host.config.plugins.set(name, plugin)
}

/** As at start-up: none of its code is run. */
async function loaded({config}: PackageHost, root: string, type: 'user' | 'link'): Promise<{plugin: Plugin; notes: string[]}> {
  const {name} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {name: string}
  const {plugin, problems} = await readPlugin({name, type, root}, await Config.load({root: config.root, userPlugins: false}))
  if (plugin) return {plugin, notes: problems.map(({message}) => `it is used, but ${message}`)}
  throw new KinaError({code: 'E_PLUGIN_INVALID', exit: 2, message: `${name} cannot be used as a plugin: ${problems.map(({message}) => message).join('; ')}.`, next: ['The plugins are as they were.']})
}

/** A view of the configuration with one more plugin, or with another version of one. */
function beside(config: Interfaces.Config, plugin: Interfaces.Plugin): Interfaces.Config {
  // What was found wrong at start-up is about the package that was there before.
  const options = {...(config as unknown as {options: object}).options, startUp: undefined}
  return Object.create(config, {plugins: {value: new Map([...config.plugins, [plugin.name, plugin]])}, options: {value: options}}) as Interfaces.Config
}

function noPlugin(name: string): KinaError {
  return new KinaError({
    code: 'E_PLUGIN_INVALID',
    exit: 2,
    message: `${name} is no plugin of kina: its package.json names neither the hook kina:register nor commands.`,
    next: ['The plugins are as they were; nothing of it is left.', 'kina plugins lists what is installed.'],
  })
}
