import type {CniImage} from './cni-installer.js'
import type {Options} from './provider.js'

/** The whole decision before anything is touched. Plain JSON; `kina cluster create --dry-run` prints it. */
export interface ClusterPlan {
  /** The cluster's name, as the user typed it. */
  readonly name: string
  /** With the leading v, such as `v1.31.0`. */
  readonly kubernetesVersion: string
  readonly runtime: string
  readonly runtimeOptions: Options
  /** Null: the user installs a CNI. */
  readonly cni: string | null
  readonly cniOptions: Options
  readonly image: ImagePlan
  readonly network: NetworkPlan
  /** How the API server is reached from this host. */
  readonly api: ApiPlan
  /** What the kernel of every node must offer; the union of what was asked for. */
  readonly kernel: readonly KernelFeature[]
  /** Images that core brings into every node before the CNI is installed. */
  readonly cniImages: readonly CniImage[]
  /** The first is the control plane that runs `kubeadm init`. */
  readonly nodes: readonly [NodePlan, ...NodePlan[]]
  /** Merge patches (YAML text) and JSON patches for kubeadm's documents, in the user's order. */
  readonly kubeadmPatches: KubeadmPatches
  readonly kubeconfig: KubeconfigPlan
  /** How long the cluster may take to become ready once the CNI is installed, in seconds. 0: do not wait. */
  readonly readyTimeoutSeconds: number
}

export interface ImagePlan {
  /** How the backend's store names it, such as `kina/node:v1.31.0`. */
  readonly ref: string
  /** True when kina builds it if it is absent or made from other inputs; false when the user named it. */
  readonly own: boolean
}

export interface NetworkPlan {
  /** IPv4 CIDRs of all pods; each node has a part of it, see {@link NodePlan.podCidr}. */
  readonly podCidrs: readonly string[]
  readonly serviceCidrs: readonly string[]
  readonly dnsDomain: string
  /** Name under which every node reaches the API server, on port 6443. A name of the cluster, never of a node. */
  readonly endpoint: string
  readonly kubeProxy: 'iptables' | 'nftables' | 'none'
}

export interface ApiPlan {
  /** Address the published port listens on, such as `127.0.0.1`. */
  readonly hostAddress: string
  /** Chosen and checked while planning, so that it survives restarts. */
  readonly hostPort: number
}

export interface KubeconfigPlan {
  /** The cluster's own file, absolute. */
  readonly path: string
  /** The file it is merged into, absolute. */
  readonly mergedPath: string
  readonly context: string
}

export interface KubeadmPatches {
  readonly merge: readonly string[]
  readonly json6902: readonly {readonly group: string; readonly version: string; readonly kind: string; readonly patch: string}[]
}

/** A load balancer carries the API endpoint once there are several control planes; it runs no kubelet. */
export type NodeRole = 'control-plane' | 'worker' | 'load-balancer'

export interface NodePlan {
  /** Host name and name in the backend: the cluster's name, the role and a number. */
  readonly name: string
  readonly role: NodeRole
  /** Image of this node; the plan's image unless the user chose another. */
  readonly image: string
  /** Kept by the backend and given back by `listNodes`: all that kina knows of a node later. */
  readonly labels: Readonly<Record<string, string>>
  /** Labels of the Kubernetes node object. */
  readonly nodeLabels: Readonly<Record<string, string>>
  /** This node's part of the pods' CIDR, such as `10.244.1.0/24`; also set in the node object. */
  readonly podCidr: string
  /** Other names by which nodes of the cluster find this one. */
  readonly aliases: readonly string[]
  readonly ports: readonly PortMapping[]
  readonly mounts: readonly Mount[]
  /** Absent: no limit, or the backend's default where one is needed. */
  readonly cpus?: number
  readonly memoryMiB?: number
  /** Absolute path, on the machine where the command runs, of the kernel that this node boots. Absent: the runtime's own. Only for a backend with {@link RuntimeBackend.kernelPerNode}. */
  readonly kernel?: string
  readonly kubeadmPatches: KubeadmPatches
}

export interface PortMapping {
  readonly hostAddress: string
  readonly hostPort: number
  readonly nodePort: number
  readonly protocol: 'tcp' | 'udp' | 'sctp'
}

export interface Mount {
  /** Absolute path on the machine where the command runs. */
  readonly hostPath: string
  readonly nodePath: string
  readonly readOnly: boolean
  readonly propagation: 'none' | 'host-to-container' | 'bidirectional'
}

/** A name from core's list (`kina doctor --kernel` prints it) or one that a plugin brings with its own probe. */
export type KernelFeature = string

/** What the kernel of the nodes offers, read once for each kernel from a node. */
export interface KernelReport {
  /** `uname -r`. */
  readonly release: string
  readonly features: Readonly<Record<KernelFeature, {readonly present: boolean; readonly detail: string}>>
}
