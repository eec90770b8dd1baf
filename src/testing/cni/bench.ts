import type {ClusterContext, CniInstaller, Registration} from '../../contract/index.js'
import type {CniHarness} from './cni-conformance.js'
import {untilMet} from './look.js'
import {ownCluster, type OwnCluster} from './own-cluster.js'
import {openPodNetwork, type OpenPodNetwork, type PodNetwork} from './pod-network.js'

/** What the rules share: one cluster, on which the CNI is installed once. */
export interface Bench {
  readonly harness: CniHarness
  /** The provider; loaded once, as in a process of kina. */
  readonly load: () => Promise<CniInstaller>
  begin(): Promise<string | null>
  end(): Promise<void>
  readonly cluster: () => ClusterContext
  /** A cluster on which nothing of this CNI was installed; null when there is none. */
  readonly without: () => Promise<ClusterContext | null>
  /** The CNI, and its cluster once the CNI says that it is ready. */
  readonly installed: () => Promise<{readonly cni: CniInstaller; readonly cluster: ClusterContext}>
  /** Test pods on the cluster, until the end. */
  readonly network: () => Promise<PodNetwork>
}

export function makeBench(registration: Registration<CniInstaller>, harness: CniHarness): Bench {
  const load = once(async () => registration.load())
  let own: OwnCluster | undefined
  let given: ClusterContext | undefined
  let pods: OpenPodNetwork | undefined
  const cluster = () => {
    if (given === undefined) throw new Error('there is no cluster')
    return given
  }
  const installed = once(async () => {
    const cni = await load()
    await cni.install(cluster())
    await untilMet(cni, cluster(), harness.readySeconds ?? 120)
    return {cni, cluster: cluster()}
  })
  return {
    harness,
    load,
    cluster,
    installed,
    network: once(async () => {
      pods = await openPodNetwork((await installed()).cluster, harness)
      return pods.net
    }),
    async begin() {
      if (harness.cluster) {
        given = await harness.cluster()
        return null
      }
      const made = await ownCluster({...registration, load}, harness)
      if (typeof made === 'string') return made
      own = made
      given = made.context
      return null
    },
    // With a cluster of its own the pods go too.
    end: async () => (own ? own.remove() : pods?.close()),
    async without() {
      if (harness.clusterWithout) return harness.clusterWithout()
      return own !== undefined && (await load()).place === undefined ? own.context : null
    },
  }
}

/** The same result for everybody, also when it is a failure. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
