import {randomBytes} from 'node:crypto'
import {undoApp, type App} from '../../app.js'
import type {ClusterContext, CniInstaller, Options, Registration} from '../../contract/index.js'
import {KinaError} from '../../errors.js'
import {packageApp, type PackageApp} from './package-app.js'

/** What may be said of the cluster that the suite makes for itself. */
export interface OwnClusterOptions {
  /** Workers beside the control plane. Default 1, so that there is a way between nodes. */
  readonly workers?: number
  /** Of the CNI, checked against its schema as core does it. Default: none. */
  readonly options?: Options
  /** Default: the first runtime that is available, in kina's order. */
  readonly runtime?: string
  /** Image of the nodes. Default: kina's own, built when it is missing. */
  readonly image?: string
}

export interface OwnCluster {
  readonly context: ClusterContext
  remove(): Promise<void>
}

/**
 * A cluster planned for this CNI, by the journey of `kina cluster create`: all nodes joined, `place` called, its images on the nodes,
 * `install` not called. Or the reason why this machine can have none.
 */
export async function ownCluster(cni: Registration<CniInstaller>, options: OwnClusterOptions): Promise<OwnCluster | string> {
  const own = await packageApp()
  try {
    return await make({...own, app: withCni(own.app, cni)}, cni.name, options)
  } catch (error) {
    await own.leave()
    if (error instanceof KinaError && error.code === 'E_RUNTIME_UNAVAILABLE') return [error.message, error.detail].filter(Boolean).join(' ')
    throw error
  }
}

async function make({app, step, leave}: PackageApp, cni: string, {workers = 1, options = {}, runtime, image}: OwnClusterOptions): Promise<OwnCluster> {
  const [{joinCluster}, {decide}, {deleteCluster}, {withClusterLock}, {emptyConfig, mergeFlags}] = await Promise.all([
    import('../../cluster/create.js'),
    import('../../cluster/decide.js'),
    import('../../cluster/delete.js'),
    import('../../cluster/lock.js'),
    import('../../config/merge.js'),
  ])
  const name = `conformance-${cni.slice(0, 20)}-${randomBytes(3).toString('hex')}`
  const config = {...mergeFlags(emptyConfig, {name, cni, cniOptions: options, workers, runtime, image}), name}
  const context = await withClusterLock(app, name, {wait: false}, async () => {
    const {plan, chosen} = await decide(app, config, step, {dryRun: false})
    return joinCluster(app, {plan, chosen, retain: 'never'}, step, async (cluster, {images, dns}) => {
      await dns
      if (cluster.plan.cniImages.length > 0) await step('cni-images', 'Images of the CNI', () => images)
      return cluster
    })
  })
  return {
    context,
    remove: async () => {
      await deleteCluster(undoApp(app), name)
      await leave()
    },
  }
}

/** Nothing but the CNI in question, also when kina bundles one of that name. */
function withCni(app: App, registration: Registration<CniInstaller>): App {
  const cnis = new Map([[registration.name, {registration, plugin: `the plugin of ${registration.name}`, bundled: false}]])
  return {...app, registry: {...app.registry, cnis}}
}
