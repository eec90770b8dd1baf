import {attempts} from '../attempt.js'
import {skipped, type NetworkCheck} from '../check.js'

/** To a server that runs on this machine meanwhile, which is as far away as a test may go. */
export const egress: NetworkCheck = {
  id: 'egress',
  title: 'pod to a server outside of the cluster',
  async look({here, away, nodes, outside}) {
    if (outside.host === null) return skipped(outside.reason)
    const {host, port} = outside
    const question = `tcp ${host} ${port} /`
    const flow = {protocol: 'tcp', address: host, ports: [port], servers: []} as const
    // Where not even a node gets there, it is no matter of the pods.
    const fromNodes = await attempts(nodes.map((from) => ({from, question, to: `this machine at ${host}:${port}`, flow})), () => '')
    if (fromNodes.status !== 'ok') return {...fromNodes, seen: `${fromNodes.seen}; nodes themselves do not get there: a firewall of this machine?`}
    return attempts([here, ...away].map((from) => ({from, question, expected: /^outside /, to: `this machine at ${host}:${port}`, flow})), (said) => `${host}:${port}, which sees ${[...new Set(said.map((text) => text.split(' ')[1]))].join(', ')}`)
  },
}
