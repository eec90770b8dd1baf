import type {Condition, Node} from '../contract/index.js'
import {waitFor} from '../readiness/wait.js'

/** How long a node may take from its first process to a containerd that answers, in milliseconds. By hand: 1 to 3 s. */
const BOOT_DEADLINE = 60_000

/** Waits until containerd answers inside the node; at the deadline the console's last lines are part of the error. */
export async function waitBooted(node: Node, signal: AbortSignal, onReason?: (reason: string) => void): Promise<void> {
  await waitFor(() => looksBooted(node), {
    name: `${node.name}: containerd`,
    deadline: BOOT_DEADLINE,
    signal,
    code: 'E_NODE_BOOT',
    node: node.name,
    ...(onReason && {onReason}),
    next: ['kina doctor checks what this machine lacks.', 'Keep the node for a look: add --retain always, then read its console with the runtime’s own logs command.'],
  })
}

async function looksBooted(node: Node): Promise<Condition> {
  const {exitCode, stderr} = await node.exec(['crictl', '--timeout', '2s', 'version'], {allowFailure: true})
  return exitCode === 0 ? {met: true} : {met: false, reason: lastLine(stderr) || 'containerd does not answer'}
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? ''
}
