import type {ClusterContext, Node} from '../../contract/index.js'

/** A cluster from which one is cut off after some calls, as by Ctrl-C in the middle of them. */
export interface CutOff {
  readonly cluster: ClusterContext
  /** Whether it came to that. */
  happened(): boolean
  /** Once no call is under way any more: what was started before goes on to its end. */
  settled(): Promise<void>
}

/** The same cluster, which lets so many calls through (kubectl, programs in nodes and on the host); every later one rejects. */
export function cutOff(cluster: ClusterContext, calls: number): CutOff {
  const abort = new AbortController()
  const running = new Set<Promise<unknown>>()
  let left = calls

  const counted = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => async (...args: A): Promise<R> => {
    if (left-- <= 0) {
      abort.abort(new Error('interrupted by the conformance suite'))
      throw abort.signal.reason
    }
    const made = call(...args)
    running.add(made)
    return made.finally(() => running.delete(made))
  }
  // Member by member: what core hands out may be a proxy.
  const node = (real: Node): Node => ({
    ...{cluster: real.cluster, name: real.name, role: real.role, labels: real.labels, image: real.image, running: real.running},
    exec: counted((argv, options) => real.exec(argv, options)),
    addresses: () => real.addresses(),
    reach: (port) => real.reach(port),
    logs: () => real.logs(),
  })
  const [first, ...others] = cluster.nodes
  return {
    cluster: {
      ...{plan: cluster.plan, log: cluster.log, dirs: cluster.dirs},
      signal: abort.signal,
      nodes: [node(first), ...others.map(node)],
      exec: counted((argv, options) => cluster.exec(argv, options)),
      kubectl: counted((args, options) => cluster.kubectl(args, options)),
    },
    happened: () => abort.signal.aborted,
    settled: async () => void (await Promise.allSettled([...running])),
  }
}
