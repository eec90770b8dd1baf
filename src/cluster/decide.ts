import {contextFor, type App} from '../app.js'
import type {ClusterConfig} from '../config/cluster-config.js'
import {hostChecks} from '../config/host-checks.js'
import type {ClusterPlan, CniInstaller, CniNeeds, KernelReport} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {checkOwnFile} from '../kubeconfig/own-file.js'
import {ownKubeconfigPath, writeTargets} from '../kubeconfig/paths.js'
import {contextName} from '../plan/names.js'
import {nodeConfigs} from '../plan/node-plans.js'
import {makePlan, networkPlan} from '../plan/plan.js'
import {checkKernel} from '../preflight/check-kernel.js'
import {checkPorts} from '../preflight/check-ports.js'
import {freePorts} from '../preflight/free-ports.js'
import {commonKernel} from '../preflight/kernel-report.js'
import {loadProvider, type Loaded} from '../registry/load.js'
import {checkOptions} from '../registry/options.js'
import {selectRuntime} from '../registry/select-runtime.js'
import type {Step} from '../report/step.js'
import {checkLimits} from './check-limits.js'
import type {Chosen} from './create.js'
import {expectedImage, nodeImage} from './decide-image.js'
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

  const {image, kubernetes, looks} = await (dryRun ? expectedImage : nodeImage)(app, config, runtime, step)
  const [first, ...others] = looks.map(({facts}) => facts.kernel)
  const needs = needsOf(cni, config, first === undefined ? UNKNOWN : commonKernel([first, ...others]))
  for (const {node, facts} of looks) await checkKernel(app, {needs, facts, cni: cni?.name ?? null, node})
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
  if (!dryRun) await checkPorts(plan, hostChecks(app.platform), app.platform)
  return {plan, chosen: {runtime, cni}}
}

const UNKNOWN: KernelReport = {release: 'unknown', features: {}}

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
