/**
 * kind's config file, `kind.x-k8s.io/v1alpha4`, as its schema lets it through; see kind's `pkg/apis/config/v1alpha4/types.go`. Written once
 * more here rather than generated: it has not changed its meaning since 2019, and this is the list of what kina reads.
 */
export interface KindCluster {
  readonly apiVersion: 'kind.x-k8s.io/v1alpha4'
  readonly kind: 'Cluster'
  readonly name?: string
  readonly nodes?: readonly KindNode[]
  readonly networking?: KindNetworking
  readonly featureGates?: Readonly<Record<string, boolean>>
  readonly runtimeConfig?: Readonly<Record<string, string>>
  readonly kubeadmConfigPatches?: readonly string[]
  readonly kubeadmConfigPatchesJSON6902?: readonly KindJson6902Patch[]
  readonly containerdConfigPatches?: readonly string[]
  readonly containerdConfigPatchesJSON6902?: readonly string[]
}

export interface KindNode {
  readonly role?: 'control-plane' | 'worker'
  readonly image?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly extraMounts?: readonly KindMount[]
  readonly extraPortMappings?: readonly KindPortMapping[]
  readonly kubeadmConfigPatches?: readonly string[]
  readonly kubeadmConfigPatchesJSON6902?: readonly KindJson6902Patch[]
}

export interface KindMount {
  readonly hostPath: string
  readonly containerPath: string
  readonly readOnly?: boolean
  readonly selinuxRelabel?: boolean
  readonly propagation?: '' | 'None' | 'HostToContainer' | 'Bidirectional'
}

export interface KindPortMapping {
  readonly containerPort: number
  /** 0 or -1: any free port. */
  readonly hostPort?: number
  readonly listenAddress?: string
  /** In any case of letters. */
  readonly protocol?: string
}

export interface KindNetworking {
  readonly ipFamily?: 'ipv4' | 'ipv6' | 'dual'
  /** 0 or -1: any free port. */
  readonly apiServerPort?: number
  readonly apiServerAddress?: string
  readonly podSubnet?: string
  readonly serviceSubnet?: string
  readonly disableDefaultCNI?: boolean
  readonly kubeProxyMode?: 'iptables' | 'ipvs' | 'nftables' | 'none'
  readonly dnsSearch?: readonly string[]
}

export interface KindJson6902Patch {
  readonly group?: string
  readonly version?: string
  readonly kind: string
  readonly patch: string
}
