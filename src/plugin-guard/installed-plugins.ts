import {Plugin, type Config, type Interfaces} from '@oclif/core'
import {messageOf} from '../errors.js'
import {readInstalledList, type ListedPlugin} from './installed-list.js'
import {forgetIncidents} from './incidents.js'
import {withoutTaken} from './plugin-commands.js'
import {readPluginManifest} from './plugin-manifest.js'
import type {PluginProblem} from './plugin-problem.js'
import {placeOf} from './plugin-place.js'

/** What start-up found out about plugins, for those who ask later. */
export interface StartUp {
  readonly problems: readonly PluginProblem[]
  /** Bundled plugins of which an installed copy is used, by name: they come back when the copy fails. */
  readonly replaced: ReadonlyMap<string, Interfaces.Plugin>
}

/** Options with which oclif has the plugins of kina and those of the user. No code of the latter has run then. */
export async function withInstalledPlugins(bundled: Config): Promise<object> {
  forgetIncidents()
  const {listed, problems} = await readInstalledList(bundled.dataDir)
  const read = await Promise.all(listed.map((plugin) => readPlugin(plugin, bundled)))
  const usable = read.flatMap(({plugin}) => plugin ?? [])
  const startUp: StartUp = {
    problems: [...problems, ...read.flatMap((result) => result.problems)],
    replaced: new Map(usable.flatMap(({name}) => (bundled.plugins.has(name) ? [[name, bundled.plugins.get(name)!] as const] : []))),
  }
  return {root: bundled.root, userPlugins: false, plugins: new Map([...bundled.plugins, ...usable.map((plugin) => [plugin.name, plugin] as const)]), startUp}
}

/** What start-up found out; nothing when oclif was started by somebody else, or without plugins of the user. */
export function startUpOf(config: Interfaces.Config): StartUp {
  return (config as unknown as {options: {startUp?: StartUp}}).options.startUp ?? {problems: [], replaced: new Map()}
}

/** Reads one plugin without running any of it. Absent: it cannot be used, and a problem says why. */
export async function readPlugin(listed: ListedPlugin, bundled: Config): Promise<{plugin?: Plugin; problems: PluginProblem[]}> {
  const problem = (message: string, used: boolean): PluginProblem => ({plugin: listed.name, message, used})
  try {
    const {pjson, hasCommands, leftOut} = await readPluginManifest(listed)
    const {refused, noted} = await placeOf(listed, String(pjson['version']), bundled)
    if (refused !== undefined) return {problems: [problem(refused, false)]}
    // A linked plugin is one whose root is given; oclif would look for the others in folders above, too.
    const plugin = new Plugin({...listed, type: 'link', pjson: pjson as unknown as Interfaces.PJSON, ignoreManifest: !hasCommands})
    await plugin.load()
    plugin.type = listed.type
    const {commands, taken} = withoutTaken(plugin.commands, bundled)
    plugin.commands = commands.map((command) => ({...command, pluginType: listed.type}))
    plugin.commandIDs = commands.map(({id}) => id)
    const all = [...noted, ...leftOut, ...taken]
    return {plugin, problems: all.length === 0 ? [] : [problem(all.join('; and '), true)]}
  } catch (error) {
    return {problems: [problem(messageOf(error), false)]}
  }
}
