import type {Node} from '../contract/index.js'
import {lookBack, type StartedNode} from './back.js'
import {openClusterView} from './cluster-view.js'
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
  try {
    await waitFor(async () => lookBack(view, {nodes: started, hasCni}), {
      name: `Cluster ${name}`,
      deadline: DEADLINE,
      signal,
      onReason: progress,
      changed: view.changed,
      code: 'E_READY_TIMEOUT',
      next: [`kubectl --kubeconfig ${kubeconfig} get nodes -o wide`, `kubectl --kubeconfig ${kubeconfig} -n kube-system get pods -o wide`],
    })
  } finally {
    await view.close()
  }
}

/** By the node's systemd, which was started with it. */
async function startOf(node: Node): Promise<StartedNode> {
  const [{stdout}, addresses] = await Promise.all([node.exec(['systemctl', 'show', '--property=UserspaceTimestamp', '--timestamp=unix']), node.addresses()])
  return {name: node.name, since: Number(/=@(\d+)/.exec(stdout)?.[1] ?? 0), addresses}
}
