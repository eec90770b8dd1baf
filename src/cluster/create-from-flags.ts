import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import {text} from 'node:stream/consumers'
import type {App} from '../app.js'
import {clusterDefaults} from '../config/defaults.js'
import {hostChecks} from '../config/host-checks.js'
import {loadClusterConfig} from '../config/load.js'
import {emptyConfig, mergeFlags, type ClusterFlags} from '../config/merge.js'
import type {ClusterConfig, ConfigChecks} from '../config/cluster-config.js'
import type {ClusterPlan} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {restoreKubeconfig} from '../kubeconfig/restore.js'
import {optionProblems} from '../registry/options.js'
import type {Step} from '../report/step.js'
import {createCluster} from './create.js'
import {decide} from './decide.js'
import {withClusterLock} from './lock.js'
import {optionsFromFlags, type OptionTexts} from './option-flags.js'
import type {Retain} from './retain.js'

export interface CreateFlags extends Omit<ClusterFlags, 'problems' | 'cniOptions' | 'runtimeOptions'>, OptionTexts {
  readonly config?: string | undefined
  readonly retain: Retain
  readonly dryRun: boolean
}

export interface CreateOutcome {
  readonly plan: ClusterPlan
  /** False after a dry run. */
  readonly created: boolean
  /** In seconds, all steps. */
  readonly seconds: number
}

/** From flags and config file to a running cluster, or to its plan. `offer` may install a plugin that is asked for and not there. */
export async function createFromFlags(given: App, flags: CreateFlags, step: Step, offer?: Offer): Promise<CreateOutcome> {
  const started = performance.now()
  const file = await configOf(given, flags.config)
  const kernel = flags.kernel === undefined ? undefined : resolve(flags.kernel)
  const missing = kernel === undefined || (await hostChecks(given.platform).pathExists(kernel)) ? [] : [`--kernel: "${kernel}" does not exist on this machine`]
  const merge = async (app: App) => {
    const {problems, ...options} = await optionsFromFlags(app, file, flags)
    return mergeFlags(file, {...flags, ...options, kernel, problems: [...problems, ...missing]})
  }
  const asked = await merge(given)
  const app = offer && !flags.dryRun ? await offered(given, asked, offer) : given
  // Options are read by the schema of their provider, which may have come with the offer.
  const merged = app === given ? asked : await merge(app)
  const config = {...merged, name: merged.name ?? clusterDefaults.name}
  if (flags.dryRun) return {plan: (await decide(app, config, step, {dryRun: true})).plan, created: false, seconds: 0}
  const plan = await withClusterLock(app, config.name, {wait: false}, async () => {
    const decision = await decide(app, config, step, {dryRun: false})
    await createCluster(app, decision.plan, decision.chosen, step, flags.retain)
    // A kubectl that wrote at the same moment may have dropped what was merged many steps ago.
    await restoreKubeconfig({cluster: config.name, env: app.env, home: app.home}).catch((error: unknown) => app.log.warn(messageOf(error)))
    return decision.plan
  })
  return {plan, created: true, seconds: (performance.now() - started) / 1000}
}

/** The app with one more provider, or as it was. */
export type Offer = (app: App, kind: 'cni' | 'runtime', name: string) => Promise<App>

async function offered(app: App, {cni, runtime}: ClusterConfig, offer: Offer): Promise<App> {
  const withCni = typeof cni === 'string' ? await offer(app, 'cni', cni) : app
  return runtime === undefined ? withCni : offer(withCni, 'runtime', runtime)
}

async function configOf({registry, platform}: App, path: string | undefined): Promise<ClusterConfig> {
  if (path === undefined) return emptyConfig
  const checks: ConfigChecks = {
    ...hostChecks(platform),
    optionProblems: async (kind, provider, options) => {
      const entry = (kind === 'cni' ? registry.cnis : registry.runtimes).get(provider)
      // One that is not there is told about later, with what installs it.
      return entry === undefined ? [] : optionProblems(entry.registration.options, options, {complete: false})
    },
  }
  return loadClusterConfig({path, text: path === '-' ? await text(process.stdin) : await contentOf(path)}, checks)
}

async function contentOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: `The config file ${path} cannot be read: ${(error as Error).message}`, next: ['Nothing was created.']}, {cause: error})
  }
}
