import {contextFor, type App} from '../app.js'
import type {ClusterConfig} from '../config/cluster-config.js'
import {hostChecks} from '../config/host-checks.js'
import type {ClusterPlan, CniInstaller, CniNeeds, KernelReport, StoredImage} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {checkOwnFile} from '../kubeconfig/own-file.js'
import {ownKubeconfigPath, writeTargets} from '../kubeconfig/paths.js'
import {givenImage, nodeImageRef, ownNodeImage} from '../node-image/node-image.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import {contextName} from '../plan/names.js'
import {makePlan, networkPlan, nodeConfigs} from '../plan/plan.js'
import {checkKernel} from '../preflight/check-kernel.js'
import {checkPorts} from '../preflight/check-ports.js'
import {freePorts} from '../preflight/free-ports.js'
import {nodeFacts, type NodeFacts} from '../preflight/kernel-report.js'
import {loadProvider, type Loaded} from '../registry/load.js'
import {checkOptions} from '../registry/options.js'
import {selectRuntime, type SelectedRuntime} from '../registry/select-runtime.js'
import type {Step} from '../report/step.js'
import {checkLimits} from './check-limits.js'
import type {Chosen} from './create.js'
import {findClusters} from './find.js'

export interface Decision {
  readonly plan: ClusterPlan
  readonly chosen: Chosen
}

/** Everything that is decided before a cluster is touched: providers, image, ports, plan. `dryRun` builds, pulls and starts nothing. */
export async function decide(app: App, config: ClusterConfig & {readonly name: string}, step: Step, {dryRun}: {dryRun: boolean}): Promise<Decision> {
  const {registry, defaults} = app
  const cniName = config.cni === undefined ? (defaults.cni.find((name) => registry.cnis.has(name)) ?? null) : config.cni
  const cni = cniName === null ? null : await loadProvider<CniInstaller>('cni', cniName, registry.cnis, registry.problems)
  const runtime = await selectRuntime(registry, (kind, name) => contextFor(app, kind, name), {wanted: config.runtime, preference: defaults.runtimes, say: app.log.info})
  checkLimits(config, runtime)
  if (cni) await checkOptions('cni', registry.cnis.get(cni.name)!, config.cniOptions ?? {})
  await checkOptions('runtime', registry.runtimes.get(runtime.name)!, config.runtimeOptions ?? {})
  await Promise.all([refuseExisting(app, config.name), checkOwnFile(config.name, app.home)])

  const {image, facts, kubernetes} = await imageFor(app, config, runtime, step, dryRun)
  const needs = needsOf(cni, config, facts.kernel)
  if (facts !== UNKNOWN) await checkKernel(app, {needs, kernel: facts.kernel, cni: cni?.name ?? null, runtime, image: image.ref})
  const wantedPorts = nodeConfigs(config).flatMap((node) => node.ports).filter((port) => port.hostPort === undefined).length
  const [apiPort, ...chosenPorts] = await freePorts(1 + wantedPorts)
  const plan = makePlan(config, {
    name: config.name,
    kubernetesVersion: kubernetes,
    image,
    runtime: runtime.name,
    cni: cniName,
    needs,
    apiHostPort: config.networking.apiServerPort ?? apiPort!,
    chosenPorts,
    kubeconfig: {path: ownKubeconfigPath(config.name, app.home), mergedPath: (await writeTargets(config.name, app)).entries, context: contextName(config.name)},
  })
  if (!dryRun) await checkPorts(plan, hostChecks)
  return {plan, chosen: {runtime, cni}}
}

const UNKNOWN: NodeFacts = {kernel: {release: 'unknown', features: {}}, kubernetesVersion: null}

async function imageFor(app: App, config: ClusterConfig, runtime: SelectedRuntime, step: Step, dryRun: boolean): Promise<{image: ClusterPlan['image']; facts: NodeFacts; kubernetes: string}> {
  const version = config.kubernetesVersion ?? app.defaults.kubernetes
  const own = config.image === undefined
  const ref = config.image ?? nodeImageRef(version)
  if (dryRun) {
    const stored = await runtime.provider.images.inspect(ref, contextFor(app, 'runtime', runtime.name))
    return {image: {ref, own}, facts: UNKNOWN, kubernetes: config.kubernetesVersion ?? stored?.labels[IMAGE_LABELS.kubernetes] ?? app.defaults.kubernetes}
  }
  const stored = own ? await ownNodeImage(app, runtime, version, step) : await givenImage(app, runtime, ref, step)
  for (const other of new Set((config.nodes ?? []).flatMap((node) => node.image ?? []))) await givenImage(app, runtime, other, step)
  const facts = await nodeFacts(app, runtime, {ref, id: stored.id}, step)
  return {image: {ref, own}, facts, kubernetes: kubernetesOf(stored, facts, config, ref)}
}

/** The image knows best; a wish that contradicts it is an error rather than a cluster of another version. */
function kubernetesOf(stored: StoredImage, facts: NodeFacts, config: ClusterConfig, ref: string): string {
  const inside = stored.labels[IMAGE_LABELS.kubernetes] ?? facts.kubernetesVersion
  const wanted = config.kubernetesVersion
  if (inside === null) throw new KinaError({code: 'E_IMAGE_MISSING', exit: 2, message: `The image ${ref} is not a node image: it has no /kind/version.`, next: ['kina image list']})
  if (wanted !== undefined && wanted.replace(/^v/, '') !== inside.replace(/^v/, '')) {
    throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: `The image ${ref} has Kubernetes ${inside}, but ${wanted} is asked for.`, next: ['Leave one of the two out.']})
  }
  return inside
}

function needsOf(cni: Loaded<CniInstaller> | null, config: ClusterConfig & {readonly name: string}, kernel: KernelReport): CniNeeds {
  if (cni === null) return {replacesKubeProxy: false, kernel: [], images: []}
  return cni.provider.needs(networkPlan(config, {name: config.name}), config.cniOptions ?? {}, kernel)
}

async function refuseExisting(app: App, name: string): Promise<void> {
  const existing = (await findClusters(app)).find((cluster) => cluster.name === name)
  if (!existing) return
  const ruin = existing.nodes.length === 0
  throw new KinaError({
    code: 'E_CLUSTER_EXISTS',
    message: ruin ? `Something is left of a cluster "${name}" on ${existing.runtime.name}.` : `There is already a cluster "${name}" on ${existing.runtime.name}.`,
    next: [`Delete it: kina cluster delete ${name}`, 'Or choose another name: kina cluster create NAME'],
  })
}
