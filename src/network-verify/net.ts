import type {ClusterContext} from '../contract/index.js'
import type {Guarded} from './names.js'
import type {Outside} from './outside.js'
import type {Place} from './place.js'

/** What is needed of the cluster: nothing that kina would have had to write down. */
export type Tested = Pick<ClusterContext, 'kubectl' | 'nodes' | 'signal'>

/** Test pods that run, and what is to be reached from them. */
export interface Net {
  readonly cluster: Tested
  readonly namespace: string
  /** On the first node. */
  readonly here: Place
  readonly beside: Place
  /** One on each other node. */
  readonly away: readonly Place[]
  /** In the order of the cluster's; the first has `here`. */
  readonly nodes: readonly Place[]
  /** Of the policies; throws where there are none. */
  readonly guard: (guarded: Guarded) => Place
  /** In another namespace; as `guard`. */
  readonly stranger: () => Place
  readonly service: (name: string) => Service
  readonly hostPort: number
  readonly outside: Outside
  readonly policy: PolicySupport
}

export interface Service {
  readonly name: string
  /** The cluster's. */
  readonly address: string
  /** Of TCP and UDP; 0: none. */
  readonly nodePort: {readonly tcp: number; readonly udp: number}
}

/** What the CNI says of NetworkPolicy; `unknown` where it says nothing, or where kina did not install it. */
export interface PolicySupport {
  readonly enforced: boolean | 'unknown'
  /** Null: kina did not install one. */
  readonly cni: string | null
}
