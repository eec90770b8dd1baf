import type {KubeadmPatches, Mount, NetworkPlan, Options, PortMapping} from '../contract/index.js'
import type {Finding} from './problem.js'

/**
 * What a user asked for, from either kind of document and from flags. Plain JSON in kina's own words; a value that was not given is
 * absent, and the plan fills it. Every document kind is converted into this, and nothing behind it knows which one it was.
 */
export interface ClusterConfig {
  readonly name?: string
  /** With the leading v, such as `v1.31.0`. */
  readonly kubernetesVersion?: string
  /** Image of every node that names none. */
  readonly image?: string
  /** Absolute path of the kernel of every node that names none. Absent: the runtime's own. */
  readonly kernel?: string
  readonly runtime?: string
  /** Options of {@link runtime}, not yet checked against its schema. */
  readonly runtimeOptions?: Options
  /** Null: the user installs a CNI. */
  readonly cni?: string | null
  /** Options of {@link cni}, not yet checked against its schema. */
  readonly cniOptions?: Options
  /** How long to wait until the cluster is ready. 0: do not wait. */
  readonly waitSeconds?: number
  /** Never together with `nodes`. At least 1; absent: 1. */
  readonly controlPlanes?: number
  /** Workers beside the control planes; never together with `nodes`. */
  readonly workers?: number
  /** At least one is a control plane. Absent: `controlPlanes` and `workers`. Never empty. */
  readonly nodes?: readonly NodeConfig[]
  readonly networking: NetworkingConfig
  /** Applied to the documents of every node, before a node's own. */
  readonly kubeadmPatches: KubeadmPatches
}

export interface NodeConfig {
  readonly role: 'control-plane' | 'worker'
  readonly image?: string
  /** Labels of the Kubernetes node object. */
  readonly labels: Readonly<Record<string, string>>
  readonly cpus?: number
  readonly memoryMiB?: number
  /** Absolute already. */
  readonly kernel?: string
  /** Host paths are absolute already. */
  readonly mounts: readonly Mount[]
  readonly ports: readonly PortConfig[]
  readonly kubeadmPatches: KubeadmPatches
}

/** A {@link PortMapping} whose host port may still have to be chosen. */
export type PortConfig = Omit<PortMapping, 'hostPort'> & {readonly hostPort?: number}

export interface NetworkingConfig {
  /** Canonical IPv4 CIDR. */
  readonly podCidr?: string
  /** Canonical IPv4 CIDR. */
  readonly serviceCidr?: string
  readonly dnsDomain?: string
  /** Absent: a free one is chosen. */
  readonly apiServerPort?: number
  /** IPv4 address of this host. */
  readonly apiServerAddress?: string
  readonly kubeProxyMode?: NetworkPlan['kubeProxy']
}

/** What cannot be known from the file alone. Injected, so that validation is testable without a machine. */
export interface ConfigChecks {
  /** False only when something else is known to use the port. */
  isPortFree(address: string, port: number, protocol: PortMapping['protocol']): Promise<boolean>
  /** Whether a file or folder is there; `path` is absolute. */
  pathExists(path: string): Promise<boolean>
  /** What is wrong with options of a provider, as far as they go; paths start at the options. Absent: options are not looked at. */
  optionProblems?(kind: 'runtime' | 'cni', provider: string, options: Options): Promise<readonly Finding[]>
}
