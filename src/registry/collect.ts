import type {Interfaces} from '@oclif/core'
import type {CniInstaller, NodeImageBuilder, RegisterPayload, Registration, RuntimeBackend} from '../contract/index.js'
import {messageOf} from '../errors.js'
import {makeRegistry, type Contribution, type PluginProblem, type Registry} from './registry.js'

/** How long all plugins together may take to register, in milliseconds. */
const REGISTER_DEADLINE = 3000

/** Runs the hook `kina:register` of every plugin, each by itself, so that what it registers and how it fails bears its name. */
export async function collectProviders(config: Interfaces.Config): Promise<Registry> {
  // runHook's own timer does not keep the process alive: without this a hook that never settles would end it silently.
  const alive = setInterval(() => {}, 1000)
  try {
    const plugins = [...config.plugins.values()].filter((plugin) => plugin.hooks['kina:register'] !== undefined)
    const results = await Promise.all(plugins.map((plugin) => register(config, plugin)))
    return makeRegistry(results.flatMap((r) => r.contribution ?? []), results.flatMap((r) => r.problem ?? []))
  } finally {
    clearInterval(alive)
  }
}

async function register(config: Interfaces.Config, plugin: Interfaces.Plugin): Promise<{contribution?: Contribution; problem?: PluginProblem}> {
  const runtimes: Registration<RuntimeBackend>[] = []
  const cnis: Registration<CniInstaller>[] = []
  const imageBuilders: Registration<NodeImageBuilder>[] = []
  const payload: RegisterPayload = {
    register: {
      runtime: (registration) => void runtimes.push(registration),
      cni: (registration) => void cnis.push(registration),
      imageBuilder: (registration) => void imageBuilders.push(registration),
    },
  }
  // oclif runs a hook for all plugins of a config; a view of the config with one plugin runs it for that one.
  const view = Object.create(config, {plugins: {value: new Map([[plugin.name, plugin]])}}) as Interfaces.Config
  const result = await view.runHook('kina:register', payload as never, REGISTER_DEADLINE, true)
  const failure = result.failures[0]
  if (failure) return {problem: {plugin: plugin.name, message: messageOf(failure.error)}}
  return {contribution: {plugin: plugin.name, bundled: plugin.type === 'core', runtimes, cnis, imageBuilders}}
}
