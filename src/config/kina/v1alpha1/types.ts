import type {Options} from '../../../contract/index.js'

/** kina's own config file, `kina.dev/v1alpha1`, as its schema lets it through. */
export interface KinaCluster {
  readonly apiVersion: 'kina.dev/v1alpha1'
  readonly kind: 'Cluster'
  readonly name?: string
  readonly kubernetesVersion?: string
  readonly image?: string
  readonly kernel?: string
  readonly runtime?: KinaProvider
  /** `none`: the user installs one. */
  readonly cni?: KinaProvider
  readonly wait?: string
  /** Neither of the two together with `nodes`. */
  readonly controlPlanes?: number
  readonly workers?: number
  readonly nodes?: readonly KinaNode[]
  readonly networking?: KinaNetworking
  readonly kubeadmPatches?: KinaKubeadmPatches
}

/** The name alone, or with options that the provider itself describes. */
export type KinaProvider = string | {readonly name: string; readonly options?: Options}

export interface KinaNode {
  readonly role?: 'control-plane' | 'worker'
  readonly image?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly cpus?: number
  /** Such as `2GiB`. */
  readonly memory?: string
  readonly kernel?: string
  readonly mounts?: readonly KinaMount[]
  readonly ports?: readonly KinaPort[]
  readonly kubeadmPatches?: KinaKubeadmPatches
}

export interface KinaMount {
  readonly hostPath: string
  readonly nodePath: string
  readonly readOnly?: boolean
  readonly propagation?: 'None' | 'HostToContainer' | 'Bidirectional'
}

export interface KinaPort {
  readonly nodePort: number
  /** Absent: any free port. */
  readonly hostPort?: number
  readonly hostAddress?: string
  /** In any case of letters. */
  readonly protocol?: string
}

export interface KinaNetworking {
  readonly podCidr?: string
  readonly serviceCidr?: string
  readonly dnsDomain?: string
  readonly apiServerPort?: number
  readonly apiServerAddress?: string
  readonly kubeProxyMode?: 'iptables' | 'nftables' | 'none'
}

/** Patches as text, or written out in the file itself. */
export interface KinaKubeadmPatches {
  readonly merge?: readonly (string | object)[]
  readonly json6902?: readonly {
    readonly group?: string
    readonly version?: string
    readonly kind: string
    readonly patch: string | readonly object[]
  }[]
}
