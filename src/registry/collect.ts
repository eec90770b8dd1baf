import {setTimeout as sleep} from 'node:timers/promises'
import type {Interfaces} from '@oclif/core'
import {messageOf} from '../errors.js'
import {incidents} from '../plugin-guard/incidents.js'
import {startUpOf} from '../plugin-guard/installed-plugins.js'
import {withoutMoot, type PluginProblem} from '../plugin-guard/plugin-problem.js'
import {registerInstalled, type Registered} from '../plugin-guard/register-installed.js'
import {openContribution} from './contribution.js'
import {makeRegistry, type Registry} from './registry.js'

/** How long a bundled plugin may take to register, in milliseconds. */
const REGISTER_DEADLINE = 3000

/** Runs the hook `kina:register` of every plugin, each by itself, so that what it registers and how it fails bears its name. `json`: how it is to be said that one is stuck. */
export async function collectProviders(config: Interfaces.Config, {json = false}: {json?: boolean} = {}): Promise<Registry> {
  const {problems, replaced} = startUpOf(config)
  const plugins = [...config.plugins.values()].filter((plugin) => plugin.hooks['kina:register'] !== undefined)
  // One after the other: a plugin of the user that blocks this process must not use up the time of the others.
  const ours = await Promise.all(plugins.filter(({type}) => type === 'core').map((plugin) => registerBundled(config, plugin)))
  const theirs = await registerInstalled(plugins.filter(({type}) => type !== 'core'), config, {json})
  const failed = theirs.filter(({failure}) => failure !== undefined)
  const back = await Promise.all(failed.flatMap(({plugin}) => replaced.get(plugin) ?? []).map((plugin) => registerBundled(config, plugin)))
  const all = [...ours, ...back, ...theirs]
  return makeRegistry(all.flatMap(({contribution}) => contribution ?? []), withoutMoot([...problems, ...failuresOf(all, replaced), ...incidents()]))
}

function failuresOf(registered: readonly Registered[], replaced: ReadonlyMap<string, unknown>): PluginProblem[] {
  const rest = (plugin: string) => (replaced.has(plugin) ? '; the one that kina brings is used' : '')
  return registered.flatMap(({plugin, failure}) => (failure === undefined ? [] : [{plugin, message: `${failure}${rest(plugin)}`, used: false}]))
}

async function registerBundled(config: Interfaces.Config, plugin: Interfaces.Plugin): Promise<Registered> {
  const {payload, close} = openContribution(plugin.name, true)
  // oclif runs a hook for all plugins of a config; a view of the config with one plugin runs it for that one.
  const view = Object.create(config, {plugins: {value: new Map([[plugin.name, plugin]])}}) as Interfaces.Config
  // Its own deadline would leave out the import of the hook's module, and its timer does not keep the process alive.
  const timer = new AbortController()
  const late = sleep(REGISTER_DEADLINE, {failures: [{error: new Error(`it did not register within ${REGISTER_DEADLINE / 1000} s`)}]}, {signal: timer.signal})
  late.catch(() => {})
  const result = await Promise.race([view.runHook('kina:register', payload as never, undefined, true), late])
  timer.abort()
  const failure = result.failures[0]
  return failure ? {plugin: plugin.name, failure: messageOf(failure.error)} : {plugin: plugin.name, contribution: close()}
}
