import {setTimeout as sleep} from 'node:timers/promises'
import type {Interfaces} from '@oclif/core'
import type {CniInstaller, NodeImageBuilder, RegisterPayload, Registration, RuntimeBackend} from '../contract/index.js'
import {messageOf} from '../errors.js'
import {makeRegistry, type Contribution, type PluginProblem, type Registry} from './registry.js'

/** How long all plugins together may take to register, in milliseconds. */
const REGISTER_DEADLINE = 3000

/** Runs the hook `kina:register` of every plugin, each by itself, so that what it registers and how it fails bears its name. */
export async function collectProviders(config: Interfaces.Config): Promise<Registry> {
  const plugins = [...config.plugins.values()].filter((plugin) => plugin.hooks['kina:register'] !== undefined)
  const results = await Promise.all(plugins.map((plugin) => register(config, plugin)))
  return makeRegistry(results.flatMap((r) => r.contribution ?? []), results.flatMap((r) => r.problem ?? []))
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
  // Its own deadline would leave out the import of the hook's module, and its timer does not keep the process alive.
  const timer = new AbortController()
  const late = sleep(REGISTER_DEADLINE, {failures: [{error: new Error(`it did not register within ${REGISTER_DEADLINE / 1000} s`)}]}, {signal: timer.signal})
  late.catch(() => {})
  const result = await Promise.race([view.runHook('kina:register', payload as never, undefined, true), late])
  timer.abort()
  const failure = result.failures[0]
  if (failure) return {problem: {plugin: plugin.name, message: messageOf(failure.error)}}
  return {contribution: {plugin: plugin.name, bundled: plugin.type === 'core', runtimes, cnis, imageBuilders}}
}
