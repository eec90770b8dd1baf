import {connect} from 'node:net'
import {attempts} from '../attempt.js'
import {failed, ok, skipped, type Finding, type NetworkCheck} from '../check.js'
import {hear} from '../hear.js'
import type {Net} from '../net.js'
import type {Place} from '../place.js'
import {PORT} from '../programs.js'

/** Of every kubelet: whether this machine reaches a node at all. */
const KUBELET_PORT = 10_250

export const nodePortFromHost: NetworkCheck = {
  id: 'node-port-host',
  title: 'this machine to a NodePort of every node',
  async look(net) {
    const {tcp} = net.service('ported').nodePort
    return fromHost(net, net.nodes, tcp, 'here')
  },
}

export const nodePortFromNodes: NetworkCheck = {
  id: 'node-port-nodes',
  title: 'every node to a NodePort of every node',
  look({nodes, service, here}) {
    const ports = service('ported').nodePort
    return attempts(
      nodes.flatMap((from) =>
        nodes.flatMap((to) =>
          (['tcp', 'udp'] as const).map((protocol) => ({
            from,
            question: protocol === 'tcp' ? `tcp ${to.ip} ${ports.tcp} /` : `udp ${to.ip} ${ports.udp} 32`,
            expected: /^here /,
            to: `NodePort ${ports[protocol]} of ${to.name} at ${to.ip}, ${protocol.toUpperCase()}`,
            flow: {protocol, address: to.ip, ports: [ports[protocol], PORT], servers: [here], through: to},
          })),
        ),
      ),
      (said) => `${said.length} ways, TCP and UDP`,
    )
  },
}

/** From the other pods' nodes where there are any: a node’s own packets take another way. */
export const hostPort: NetworkCheck = {
  id: 'host-port',
  title: 'hostPort of a pod',
  async look(net) {
    const {nodes, here, beside, away, hostPort: port} = net
    const served = [here, ...away]
    const finding = await attempts(
      served.flatMap((server) => {
        const node = nodes.find(({name}) => name === server.node)!
        const clients = [beside, ...nodes].filter((client) => client.node !== server.node)
        return (clients.length > 0 ? clients : [beside]).map((from) => ({from, question: `tcp ${node.ip} ${port} /`, expected: new RegExp(`^${server.name} `), to: `hostPort ${port} of ${server.name} at ${node.ip}`, flow: {protocol: 'tcp' as const, address: node.ip, ports: [port, PORT], servers: [server], through: node}}))
      }),
      (said) => `${said.length} ways`,
    )
    if (finding.status !== 'ok') return finding
    const own = await fromHost(net, nodes, port, '')
    return own.status === 'failed' ? own : finding
  },
}

export const loadBalancer: NetworkCheck = {
  id: 'load-balancer',
  title: 'service of type LoadBalancer',
  async look(net) {
    const address = await addressOf(net)
    if (address === '') return skipped('nothing in the cluster gives such services an address')
    const {here, away} = net
    const inside = await attempts([here, ...away].map((from) => ({from, question: `tcp ${address} 80 /`, expected: /^here /, to: `service balanced at ${address}:80`, flow: {protocol: 'tcp', address, ports: [80, PORT], servers: [here]}})), () => `${address}, from pods`)
    if (inside.status !== 'ok' || (await reachesNone(net.nodes))) return inside
    const outside = await hear(address, 80)
    return outside.good ? ok(`${address}, from pods and from this machine`) : failed(`this machine to service balanced at ${address}:80: ${outside.said}`, {from: null, protocol: 'tcp', address, ports: [80, PORT], servers: [here], question: ''})
  },
}

/** How often an address is looked for, and how long between two looks in milliseconds: who gives one does so as soon as it sees the service. */
const LOOKS = 3
const PAUSE = 1000

async function addressOf({cluster, namespace}: Net): Promise<string> {
  for (let look = 0; ; look++) {
    const {stdout} = await cluster.kubectl(['--namespace', namespace, 'get', 'service', 'balanced', '--output', 'jsonpath={.status.loadBalancer.ingress[0].ip}'])
    if (stdout.trim() !== '' || look === LOOKS - 1) return stdout.trim()
    await new Promise((resolve) => setTimeout(resolve, PAUSE))
  }
}

/** `name`: of the pod that has to answer; empty: that of the node. */
async function fromHost(net: Net, nodes: readonly Place[], port: number, name: string): Promise<Finding> {
  if (await reachesNone(nodes)) return skipped(`this machine does not reach the nodes’ own addresses, such as ${nodes[0]?.ip}`)
  const heard = await Promise.all(nodes.map(async (node) => ({node, server: [net.here, ...net.away].find((pod) => (name === '' ? pod.node === node.name : pod.name === name))!, ...(await hear(node.ip, port))})))
  const wrong = heard.find(({good, said, server}) => !good || !said.startsWith(`${server.name} `))
  if (wrong) return failed(`this machine to ${wrong.node.ip}:${port} of ${wrong.node.name}: ${wrong.said}`, {from: null, protocol: 'tcp', address: wrong.node.ip, ports: [port, PORT], servers: [wrong.server], through: wrong.node, question: ''})
  return ok(heard.map(({node}) => `${node.ip}:${port}`).join(', '))
}

async function reachesNone(nodes: readonly Place[]): Promise<boolean> {
  const reached = await Promise.all(nodes.map(({ip}) => opens(ip, KUBELET_PORT)))
  return !reached.includes(true)
}

function opens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({host, port, timeout: 2000})
    const end = (good: boolean) => void (socket.destroy(), resolve(good))
    socket.once('connect', () => end(true)).once('timeout', () => end(false)).once('error', () => end(false))
  })
}
