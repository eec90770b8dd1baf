import type {Condition, Node} from '../contract/index.js'
import {waitFor} from '../readiness/wait.js'

/** How long control planes may take from the start of their nodes to API servers that are ready, in milliseconds; as long as kubeadm gives them. */
const DEADLINE = 240_000

/** Waits until the API server of every one of these control planes is ready. With several, etcd needs most of them. */
export async function waitApi(nodes: readonly Node[], signal: AbortSignal, progress: (text: string) => void): Promise<void> {
  const names = nodes.map(({name}) => name).join(', ')
  await waitFor(() => look(nodes), {
    name: nodes.length === 1 ? `The API server of ${names}` : `The API servers of ${names}`,
    deadline: DEADLINE,
    signal,
    onReason: progress,
    code: 'E_READY_TIMEOUT',
    next: ['In the node: crictl ps --all shows the containers of the control plane, crictl logs what one of them says, and journalctl --unit kubelet why one is not there.'],
  })
}

async function look(nodes: readonly Node[]): Promise<Condition> {
  const unready = await Promise.all(nodes.map(async (node) => ({node, ...(await readyz(node))})))
  const reasons = unready.filter(({ok}) => !ok).map(({node, text}) => `${node.name}: ${text}`)
  return reasons.length === 0 ? {met: true} : {met: false, reason: reasons.join('; ')}
}

/** Without credentials, and by loopback: each node is asked for its own. 401 is an answer where anonymous requests are not allowed. */
export async function readyz(node: Node): Promise<{ok: boolean; text: string}> {
  const {stdout} = await node.exec(['curl', '--silent', '--insecure', '--max-time', '3', '--output', '/dev/null', '--write-out', '%{http_code}', 'https://127.0.0.1:6443/readyz'], {allowFailure: true})
  const status = stdout.trim()
  return {ok: status === '200' || status === '401', text: status === '000' ? 'the API server does not answer yet' : `the API server is not ready yet (${status})`}
}
