import type {ClusterPlan, KernelFeature, KernelReport, NetworkPlan, NodePlan} from './cluster-plan.js'
import type {Argv, ClusterContext} from './context.js'
import type {Node} from './node.js'
import type {Condition, Options} from './provider.js'

/** Pod networking. */
export interface CniInstaller {
  /** Asked while planning, before anything exists. Pure: the same input gives the same answer. */
  needs(network: NetworkPlan, options: Options, kernel: KernelReport): CniNeeds
  /**
   * Puts files on one node before kubeadm runs there, so that the node is Ready as soon as its kubelet is. Called concurrently, once a
   * node; must not need the API. What has to hold at every start of the node belongs into a systemd unit that it places.
   */
  place?(node: Node, planned: NodePlan, plan: ClusterPlan): Promise<void>
  /** Called after every node has joined, and again when nodes have come or gone, with the plan of now. Idempotent: a second call repairs or upgrades. */
  install(cluster: ClusterContext): Promise<void>
  /** One look; core does the waiting. Throwing counts as unmet, with the error's text as the reason. */
  ready(cluster: ClusterContext): Promise<Condition>
  /**
   * Takes away what `place` and `install` have put into the API and on every node: afterwards another CNI can be installed. Idempotent.
   * Core has ended the pods that their controllers make anew. Absent: it cannot be taken away, only deleted with its cluster.
   */
  uninstall?(cluster: ClusterContext): Promise<void>
}

export interface CniNeeds {
  readonly replacesKubeProxy: boolean
  readonly kernel: readonly KernelNeed[]
  /** Images core fetches or builds, caches, and imports into every node before `install`. */
  readonly images: readonly CniImage[]
  /** Whether it enforces NetworkPolicy objects. Absent: it does not say, and `kina network verify` finds out. */
  readonly networkPolicy?: boolean
  /** What was decided here and would surprise, one sentence each, such as why kube-proxy stays; core says it. */
  readonly notes?: readonly string[]
}

export interface KernelNeed {
  readonly feature: KernelFeature
  /** What does not work without it, for the message. */
  readonly why: string
  /** Run inside a node when the feature is not in core's list; exit code 0 means present. */
  readonly probe?: Argv
  /** How its lack shows: the program that fails, and words of its log. For the message, and for who has seen only those words. */
  readonly log?: {readonly of: string; readonly words: string}
  /** What the user can do to need it no longer, one sentence or flag. Absent: nothing of the CNI avoids it. */
  readonly avoid?: string
  /** True: without it the CNI works, but not all of it; core warns and goes on. Default false: core makes no cluster. */
  readonly optional?: boolean
}

export interface CniImage {
  /** As the manifest names it, with registry and tag. */
  readonly ref: string
  /** Tried in this order until one works; at least one. */
  readonly sources: readonly [ImageSource, ...ImageSource[]]
}

export type ImageSource =
  /** Pulled by the backend's image store under `ref`. */
  | {readonly type: 'registry'}
  /** A docker-archive or OCI archive that holds `ref`. */
  | {readonly type: 'archive'; readonly url: string; readonly sha256: string}
  /** Programs built with Go from the module proxy, on a Debian root file system. */
  | GoModulesSource

export interface GoModulesSource {
  readonly type: 'go-modules'
  readonly programs: readonly GoProgram[]
  /** Debian packages of the image's root file system; empty: no userland at all. */
  readonly debianPackages: readonly string[]
  /** Paths of those packages that the image does without, as `path-exclude` of dpkg takes them, such as `/usr/include/*`. */
  readonly debianExcludes?: readonly string[]
  readonly files?: readonly ImageFile[]
  readonly entrypoint: readonly string[]
}

/** What an image holds beside programs and packages. */
export type ImageFile =
  /** A file or a folder with all below it, out of the source of a Go module. */
  | ModuleFile
  | {
      /** Absolute path in the image. */
      readonly target: string
      readonly text: string
      readonly executable?: boolean
    }

export interface ModuleFile {
  /** Absolute path in the image. */
  readonly target: string
  /** Absolute directory with go.mod and go.sum, which name the module. */
  readonly directory: string
  /** Path of the module, such as `github.com/cilium/cilium`. */
  readonly module: string
  /** File or folder in the module. */
  readonly path: string
  /** Names below the folder that are left out, files and folders. */
  readonly except?: readonly string[]
  /** Modules keep no modes. */
  readonly executable?: boolean
}

export interface GoProgram {
  /** Absolute directory with go.mod and go.sum; nothing outside go.sum is fetched. */
  readonly directory: string
  readonly package: string
  /** Where it lands in the image, such as `/opt/bin/flanneld`. */
  readonly target: string
  /** Default false: static, without cgo. True: cgo, still linked statically. */
  readonly cgo?: boolean
  readonly tags?: readonly string[]
  readonly ldflags?: readonly string[]
}
