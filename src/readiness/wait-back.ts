import type {Condition, Node} from '../contract/index.js'
import {lookBack, reportsIn, type Expected, type StartedNode} from './back.js'
import {openClusterView, type ClusterView} from './cluster-view.js'
import {askProbes, probesOf} from './probes.js'
import {controlPlanes} from '../plan/roles.js'
import {clusterKubectl} from '../cluster/cluster-context.js'
import {diagnose} from './diagnose/diagnose.js'
import {explained} from './diagnose/explain.js'
import {waitFor} from './wait.js'

/** How long a started cluster may take to be as it was, in milliseconds; as a new one. */
const DEADLINE = 300_000

export interface Started {
  readonly name: string
  /** Path of a kubeconfig on this machine. */
  readonly kubeconfig: string
  readonly nodes: readonly Node[]
  readonly hasCni: boolean
  readonly signal: AbortSignal
  readonly progress: (text: string) => void
}

/** Waits until all nodes and all pods of kube-system are Ready again, by what was reported since the start. */
export async function waitBack({name, kubeconfig, nodes, hasCni, signal, progress}: Started): Promise<void> {
  const started = await Promise.all(nodes.map(startOf))
  const view = await openClusterView(kubeconfig)
  const kubectl = clusterKubectl(controlPlanes(nodes)[0] ?? nodes[0]!)
  const explanation = explained(confirmed(view, () => look(view, nodes, {nodes: started, hasCni})), () => diagnose({kubectl, nodes, access: `--kubeconfig ${kubeconfig}`}))
  try {
    await waitFor(explanation.look, {
      name: `Cluster ${name}`,
      deadline: DEADLINE,
      signal,
      onReason: progress,
      changed: view.changed,
      code: 'E_READY_TIMEOUT',
      next: [`kubectl --kubeconfig ${kubeconfig} get nodes -o wide`, `kubectl --kubeconfig ${kubeconfig} -n kube-system get pods -o wide`],
    })
  } catch (error) {
    throw await explanation.error(error)
  } finally {
    await view.close()
  }
}

/** How long a further report of each kubelet is waited for, in milliseconds; kina has them report every 2 s, which a user may have changed. */
const REPORT_DEADLINE = 15_000

/**
 * Met when it is so twice, and every kubelet has reported in between: some things end once more because of what has just come about, as kube-proxy
 * does when its Node gets another address.
 */
function confirmed(view: ClusterView, look: () => Promise<Condition>): () => Promise<Condition> {
  let first: {readonly reports: ReadonlyMap<string, number>; readonly until: number} | undefined
  return async () => {
    const condition = await look()
    const now = reportsIn(view)
    first = condition.met ? (first ?? {reports: now, until: performance.now() + REPORT_DEADLINE}) : undefined
    if (first === undefined) return condition
    const all = [...first.reports].every(([node, time]) => (now.get(node) ?? 0) > time)
    return all || performance.now() > first.until ? {met: true} : {met: false, reason: 'all is Ready; one more report of each node is awaited'}
  }
}

async function look(view: ClusterView, nodes: readonly Node[], expected: Expected): Promise<Condition> {
  const condition = lookBack(view, expected)
  const pods = expected.hasCni ? view.pods() : view.pods().filter(({spec}) => spec?.hostNetwork === true)
  return condition.met ? askProbes(nodes, probesOf(pods)) : condition
}

/** By the node's systemd, which was started with it. */
async function startOf(node: Node): Promise<StartedNode> {
  const [{stdout}, addresses] = await Promise.all([node.exec(['systemctl', 'show', '--property=UserspaceTimestamp', '--timestamp=unix']), node.addresses()])
  return {name: node.name, since: Number(/=@(\d+)/.exec(stdout)?.[1] ?? 0), addresses}
}
