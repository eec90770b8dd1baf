import type {NodeDescription} from '../nodes/describe-nodes.js'
import {table} from './table.js'

const HEAD = ['NAME', 'ROLE', 'STATE', 'READY', 'ADDRESS', 'KUBELET', 'IMAGE']

/** Nodes as a table. */
export function nodeListText(nodes: readonly NodeDescription[]): string {
  return table(HEAD, nodes.map(({name, role, state, ready, schedulable, addresses, kubelet, image}) => [name, role, state, readyText(ready, schedulable), addresses[0] ?? '', kubelet ?? '', image]))
}

function readyText(ready: boolean | null, schedulable: boolean | null): string {
  const text = ready === null ? '' : ready ? 'yes' : 'no'
  return schedulable === false ? `${text}, cordoned` : text
}
