import {contextFor, undoApp, type App} from '../app.js'
import {provideCniImages} from '../cni-image/provide.js'
import {readOptionFlags} from '../config/option-flags.js'
import type {ClusterContext, ClusterPlan, CniInstaller, Node, Options} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {ownKubeconfigPath} from '../kubeconfig/paths.js'
import {members} from '../plan/roles.js'
import {waitReady} from '../readiness/wait-ready.js'
import {loadProvider, type Loaded} from '../registry/load.js'
import {checkOptions} from '../registry/options.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'
import type {Step} from '../report/step.js'
import {clusterContext} from './cluster-context.js'
import {recordedPlan, recordPlan} from './cni-record.js'
import {installCni} from './install-cni.js'
import {withClusterLock} from './lock.js'
import {plannedNeeds} from './planned-needs.js'
import {requireCluster} from './require-cluster.js'
import {requireRunning} from './require-running.js'
import {withoutPods} from './without-pods.js'

export interface CniChange {
  readonly cluster: string
  readonly cni: string
}

/**
 * Installs a cluster's CNI again, with its images: as it was, or with some options changed. Repairs what somebody has changed, and brings
 * what a newer plugin installs.
 *
 * @throws KinaError E_CLUSTER_NOT_FOUND, E_CONFIG_INVALID, E_CNI_FAILED, E_READY_TIMEOUT
 */
export async function upgradeCni(app: App, {name, cniOption}: {name: string; cniOption: readonly string[]}, step: Step): Promise<CniChange> {
  return withClusterLock(app, name, {wait: false}, async () => {
    const installed = await findInstalled(app, name)
    const {cni, runtime, nodes} = installed
    const cniOptions = await changedOptions(app, cni.name, installed.plan.cniOptions, cniOption)
    const {images} = plannedNeeds(cni.provider, {...installed.plan, cniOptions})
    const plan: ClusterPlan = {...installed.plan, cniOptions, cniImages: images, kubeconfig: {...installed.plan.kubeconfig, path: ownKubeconfigPath(name, app.home)}}
    const cluster = clusterContext(plan, nodes, contextFor(app, 'runtime', runtime.name))
    await step('cni', `CNI ${cni.name}`, (progress) => installCni(cluster, cni, provideCniImages(app, plan, runtime, nodes), progress))
    await step('ready', 'Ready', (progress) => waitReady(app, cluster, {cni, joined: []}, progress))
    return {cluster: name, cni: cni.name}
  })
}

/** Takes a cluster's CNI away, from the API and from every node. `upgradeCni` installs it again. */
export async function uninstallCni(app: App, name: string, step: Step): Promise<CniChange> {
  return withClusterLock(app, name, {wait: false}, async () => {
    const installed = await findInstalled(app, name)
    const {cni} = installed
    const anew = async () => contextOf(undoApp(app), await findInstalled(undoApp(app), name))
    await step('cni', `Uninstall CNI ${cni.name}`, () => uninstall(contextOf(app, installed), anew, cni))
    return {cluster: name, cni: cni.name}
  })
}

async function uninstall(cluster: ClusterContext, anew: () => Promise<ClusterContext>, {name, provider}: Loaded<CniInstaller>): Promise<void> {
  const {uninstall: takeAway} = provider
  if (takeAway) {
    await withoutPods(cluster, anew, () => takeAway(cluster))
    return recordPlan(cluster, {cniTakenAway: true})
  }
  throw new KinaError({code: 'E_CNI_FAILED', message: `The CNI ${name} cannot be taken away from a cluster.`, next: [`kina cluster delete ${cluster.plan.name}`]})
}

function contextOf(app: App, {plan, nodes, runtime}: Installed): ClusterContext {
  return clusterContext(plan, nodes, contextFor(app, 'runtime', runtime.name))
}

interface Installed {
  readonly plan: ClusterPlan
  readonly cni: Loaded<CniInstaller>
  readonly runtime: SelectedRuntime
  readonly nodes: readonly [Node, ...Node[]]
}

async function findInstalled(app: App, name: string): Promise<Installed> {
  const {runtime, nodes: found} = await requireCluster(app, name)
  requireRunning({name, nodes: found})
  const nodes = [...members(found)] as unknown as [Node, ...Node[]]
  const plan = await recordedPlan(name, nodes)
  const cni = await loadProvider<CniInstaller>('cni', plan.cni, app.registry.cnis, app.registry.problems)
  // Whoever ran kubeadm init comes first, as everywhere.
  return {plan, cni, runtime, nodes: nodes.sort((a, b) => placeOf(plan, a) - placeOf(plan, b))}
}

function placeOf(plan: ClusterPlan, {name}: Node): number {
  const at = plan.nodes.findIndex((node) => node.name === name)
  return at === -1 ? plan.nodes.length : at
}

async function changedOptions(app: App, cni: string, before: Options, texts: readonly string[]): Promise<Options> {
  const entry = app.registry.cnis.get(cni)!
  const {options, problems} = readOptionFlags({flag: 'cni-option', values: texts, schema: entry.registration.options})
  if (problems.length > 0) throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: problems.join('\n')})
  const changed = {...before, ...options}
  await checkOptions('cni', entry, changed)
  return changed
}
