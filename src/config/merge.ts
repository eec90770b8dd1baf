import type {Options} from '../contract/index.js'
import {KinaError} from '../errors.js'
import type {ClusterConfig, NodeConfig} from './cluster-config.js'
import {parseDuration} from './duration.js'
import {formats, type Format} from './formats.js'
import {present} from './present.js'
import {podCapacityProblem} from './rules/networks.js'

/** What the command line may say about a cluster; texts as the user typed them. */
export interface ClusterFlags {
  readonly name?: string | undefined
  readonly kubernetes?: string | undefined
  readonly image?: string | undefined
  /** Absolute path. */
  readonly kernel?: string | undefined
  readonly runtime?: string | undefined
  readonly runtimeOptions?: Options | undefined
  /** `none`: the user installs one. */
  readonly cni?: string | undefined
  readonly cniOptions?: Options | undefined
  /** A duration such as `5m`. */
  readonly wait?: string | undefined
  readonly controlPlanes?: number | undefined
  readonly workers?: number | undefined
  /** What is wrong with flags that were read before, one line each. */
  readonly problems?: readonly string[] | undefined
}

/** The config of a cluster for which there is no file. */
export const emptyConfig: ClusterConfig = {networking: {}, kubeadmPatches: {merge: [], json6902: []}}

/** Lays flags over a config; flags win. Throws a KinaError, E_CONFIG_INVALID, with everything that is wrong with the flags. */
export function mergeFlags(config: ClusterConfig, flags: ClusterFlags): ClusterConfig {
  const problems = [...flagProblems(flags), ...conflicts(config, flags), ...(flags.problems ?? [])]
  const runtime = flags.runtime ?? config.runtime
  const cni = flags.cni === 'none' ? null : (flags.cni ?? config.cni)
  const merged: ClusterConfig = present({
    ...config,
    name: flags.name ?? config.name,
    kubernetesVersion: flags.kubernetes ?? config.kubernetesVersion,
    image: flags.image ?? config.image,
    kernel: flags.kernel ?? config.kernel,
    runtime,
    runtimeOptions: mergeOptions(config.runtimeOptions, flags.runtimeOptions, runtime === config.runtime),
    cni,
    cniOptions: mergeOptions(config.cniOptions, flags.cniOptions, cni === config.cni),
    waitSeconds: flags.wait === undefined ? config.waitSeconds : (parseDuration(flags.wait) ?? undefined),
    controlPlanes: flags.controlPlanes ?? config.controlPlanes,
    workers: flags.workers ?? config.workers,
    nodes: config.nodes?.map((node) => withoutOverridden(node, flags)),
  })
  const counted = flags.workers === undefined ? flags.controlPlanes !== undefined && '--control-planes' : '--workers'
  const capacity = counted ? podCapacityProblem(merged) : undefined
  if (capacity !== undefined) problems.push(`${counted}: the pods' CIDR ${capacity}`)
  if (problems.length > 0) throw invalidFlags(problems)
  return merged
}

/** As in kind, `--image` is for every node, also for those whose image the file names; so is `--kernel`. */
function withoutOverridden(node: NodeConfig, {image, kernel}: ClusterFlags): NodeConfig {
  return present({...node, image: image === undefined ? node.image : undefined, kernel: kernel === undefined ? node.kernel : undefined})
}

/** Options are one provider's: those of the file go when a flag names another provider. */
function mergeOptions(file: Options | undefined, flags: Options | undefined, sameProvider: boolean): Options | undefined {
  const kept = sameProvider ? file : undefined
  return flags === undefined ? kept : {...kept, ...flags}
}

function flagProblems({name, kubernetes, image, runtime, cni, wait, controlPlanes, workers}: ClusterFlags): string[] {
  const texts: readonly [flag: string, value: string | undefined, format: Format][] = [
    ['name', name, formats['cluster-name']],
    ['kubernetes', kubernetes, formats['kubernetes-version']],
    ['image', image, formats['image-reference']],
    ['runtime', runtime, formats['provider-name']],
    ['cni', cni, formats['provider-name']],
    ['wait', wait, formats.duration],
  ]
  const problems = texts.flatMap(([flag, value, format]) => {
    const problem = value === undefined ? undefined : format(value)
    // The name is an argument, not a flag.
    return problem === undefined ? [] : [`${flag === 'name' ? 'NAME' : `--${flag}`}: ${JSON.stringify(value)} ${problem}`]
  })
  if (controlPlanes !== undefined && !(Number.isInteger(controlPlanes) && controlPlanes >= 1)) problems.push(`--control-planes: ${controlPlanes} is not a number of control planes`)
  if (workers !== undefined && !(Number.isInteger(workers) && workers >= 0)) problems.push(`--workers: ${workers} is not a number of workers`)
  return problems
}

function conflicts(config: ClusterConfig, {controlPlanes, workers, cni, cniOptions}: ClusterFlags): string[] {
  const problems: string[] = []
  if (controlPlanes !== undefined && config.nodes !== undefined) problems.push('--control-planes: the config file lists its nodes; add the control planes there')
  if (workers !== undefined && config.nodes !== undefined) problems.push('--workers: the config file lists its nodes; add the workers there')
  if ((cni === 'none' || (cni === undefined && config.cni === null)) && cniOptions !== undefined) {
    problems.push('options for a CNI were given, but no CNI is to be installed')
  }
  return problems
}

function invalidFlags(problems: readonly string[]): KinaError {
  const [only] = problems
  return new KinaError({
    code: 'E_CONFIG_INVALID',
    message: problems.length === 1 ? only! : `${problems.length} problems with the flags`,
    ...(problems.length > 1 && {detail: problems.join('\n')}),
    next: ['Nothing was created. Correct the flags and run the command again.'],
    exit: 2,
  })
}
