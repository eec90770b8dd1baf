import {attempts, type Attempt} from '../attempt.js'
import {skipped, type NetworkCheck} from '../check.js'
import type {Net} from '../net.js'
import {label, type Place} from '../place.js'
import {PORT} from '../programs.js'

interface Kind {
  readonly id: string
  readonly title: string
  readonly question: (to: Place) => string
  /** What the answer is when the server has seen the client's own address. */
  readonly expected: (from: Place, to: Place) => RegExp
  readonly protocol: 'tcp' | 'udp' | 'icmp'
  readonly seen: (said: string) => string
}

const MEBIBYTE = 1024 * 1024

/** The server names itself and the address it saw: between pods nothing is translated. */
const known = (from: Place, to: Place) => new RegExp(`^${to.name} ${from.ip.replaceAll('.', '\\.')} `)
const last = (said: string) => said.split(' ').at(-1) ?? ''

const KINDS: readonly Kind[] = [
  {id: 'icmp', title: 'ICMP', protocol: 'icmp', question: ({ip}) => `icmp ${ip} 56`, expected: (_, {ip}) => new RegExp(`^${ip} `), seen: () => 'echo replies'},
  {id: 'tcp', title: 'TCP', protocol: 'tcp', question: ({ip}) => `tcp ${ip} ${PORT} /`, expected: known, seen: () => 'with the pod’s own address'},
  {id: 'udp', title: 'UDP', protocol: 'udp', question: ({ip}) => `udp ${ip} ${PORT} 32`, expected: known, seen: () => 'with the pod’s own address'},
  {id: '1mb', title: '1 MB over TCP', protocol: 'tcp', question: ({ip}) => `tcp ${ip} ${PORT} /bytes/${MEBIBYTE}`, expected: known, seen: (said) => `${last(said)} bytes`},
  {id: 'mtu', title: 'packets as large as the way takes', protocol: 'udp', question: ({ip}) => `udp ${ip} ${PORT} mtu`, expected: known, seen: (said) => `${last(said)} bytes, not cut`},
]

/** Between two pods of one node, both ways. */
export const sameNode: readonly NetworkCheck[] = KINDS.map((kind) => ({
  id: `pod-pod-same-node-${kind.id}`,
  title: `pod to pod, same node: ${kind.title}`,
  look: ({here, beside}: Net) => attempts([attempt(kind, here, beside), attempt(kind, beside, here)], ([said = '']) => kind.seen(said)),
}))

/** Between the first node and each other, both ways. */
export const acrossNodes: readonly NetworkCheck[] = KINDS.map((kind) => ({
  id: `pod-pod-across-nodes-${kind.id}`,
  title: `pod to pod, across nodes: ${kind.title}`,
  async look({here, away}: Net) {
    if (away.length === 0) return skipped('the cluster has a single node')
    return attempts(away.flatMap((pod) => [attempt(kind, here, pod), attempt(kind, pod, here)]), ([said = '']) => kind.seen(said))
  },
}))

function attempt({question, expected, protocol}: Kind, from: Place, to: Place): Attempt {
  return {from, question: question(to), expected: expected(from, to), to: `${label(to)} at ${to.ip}`, flow: {protocol, address: to.ip, ports: protocol === 'icmp' ? [] : [PORT], servers: [to]}}
}
