import type {App} from '../app.js'
import {collectProviders} from '../registry/collect.js'
import {packageFor} from '../registry/provider-kind.js'
import type {Step} from '../report/step.js'
import type {PackageHost} from './host.js'
import {installPlugins} from './install.js'
import {useInstalled} from './registered.js'

/** Asks a question that is answered with yes or no; absent where nobody can answer. */
export type Ask = (question: string) => Promise<boolean>

export interface OfferOptions {
  readonly host: PackageHost
  readonly ask: Ask
  readonly step: Step
}

/**
 * The app with the provider that was asked for, when it is not there and a package of kina's own has it and the user wants that
 * package now. Any other package is a stranger's: it is only named, by the error that follows.
 */
export async function withProvider(app: App, kind: 'cni' | 'runtime', name: string, {host, ask, step}: OfferOptions): Promise<App> {
  const entries = kind === 'cni' ? app.registry.cnis : app.registry.runtimes
  const plugin = packageFor(kind, name)
  // A plugin that is there but does not work is not mended by installing it once more.
  if (entries.has(name) || !(plugin in host.firstParty) || host.config.plugins.has(plugin)) return app
  if (!(await ask(`The ${kind} ${name} is in the plugin ${plugin}, which is not installed. Install it now?`))) return app
  await installPlugins(host, [plugin], step)
  await useInstalled(host, plugin)
  return {...app, registry: await collectProviders(host.config, host)}
}
