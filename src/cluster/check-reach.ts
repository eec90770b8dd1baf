import {connect} from 'node:net'
import type {ClusterContext, Condition, Node} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {API_PORT} from '../kubeadm/documents.js'
import {waitFor} from '../readiness/wait.js'

/** How long the API server may take to answer this machine once it answers inside its node, in milliseconds. */
const DEADLINE = 10_000
/** How long one look may take, in milliseconds. */
const LOOK = 3000

/** As much of a cluster as the look needs. */
type Reached = Pick<ClusterContext, 'nodes' | 'signal' | 'kubectl'> & {readonly plan: {readonly name: string; readonly kubeconfig: {readonly context: string}}}

/**
 * Looks whether this machine gets an answer of the API server. All that was made so far was made from inside a node, so that nothing else
 * shows a firewall or a permission in between; a runtime's own listener may even take connections and drop them.
 *
 * @param endpoint - the node whose port this machine uses
 * @throws KinaError E_API_UNREACHABLE when the server answers inside its node alone
 */
export async function checkReach({nodes: [first], plan, signal, kubectl}: Reached, endpoint: Node, deadline = DEADLINE): Promise<void> {
  const {host, port, hint} = await endpoint.reach(API_PORT)
  const look = {name: `An answer of the API server at ${host}:${port}`, deadline, signal, code: 'E_API_UNREACHABLE'} as const
  try {
    await waitFor(() => answers(host, port), look)
  } catch (error) {
    signal.throwIfAborted()
    const inside = await kubectl(['get', '--raw', '/livez'], {allowFailure: true})
    // One that does not answer inside either is not this machine's business.
    if (inside.exitCode !== 0) return
    throw new KinaError(
      {
        code: 'E_API_UNREACHABLE',
        node: first.name,
        message: `The API server of ${plan.name} answers inside ${first.name}, but not this machine. ${messageOf(error)}`,
        next: [...(hint === undefined ? [] : [hint]), `Once nothing is in the way, the cluster can be used: kubectl --context ${plan.kubeconfig.context} get nodes`],
      },
      {cause: error},
    )
  }
}

/** One look. Anything that comes back will do: a server that speaks TLS answers plain text with a few words, too. */
export function answers(host: string, port: number): Promise<Condition> {
  return new Promise((resolve) => {
    const socket = connect({host, port, timeout: LOOK}, () => socket.write('GET /livez HTTP/1.0\r\n\r\n'))
    const end = (condition: Condition) => {
      socket.destroy()
      resolve(condition)
    }
    socket.once('data', () => end({met: true}))
    socket.once('timeout', () => end({met: false, reason: 'nothing came back'}))
    socket.once('error', (error) => end({met: false, reason: error.message}))
    socket.once('close', () => end({met: false, reason: 'the connection was closed without a word'}))
  })
}
