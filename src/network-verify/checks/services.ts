import {attempts, type Attempt} from '../attempt.js'
import {failed, ok, skipped, type NetworkCheck} from '../check.js'
import type {Net, Service} from '../net.js'
import {label, type Place} from '../place.js'
import {PORT} from '../programs.js'

export const serviceLocal: NetworkCheck = {
  id: 'service-local',
  title: 'pod to a service with its pod on the same node',
  look: ({here, beside, service}) => attempts(both(here, service('beside'), [beside]), () => 'TCP and UDP'),
}

export const serviceRemote: NetworkCheck = {
  id: 'service-remote',
  title: 'pod to a service with its pod on another node',
  async look({here, away, service}) {
    if (away.length === 0) return skipped('the cluster has a single node')
    return attempts([...both(here, service('away'), away), ...away.flatMap((pod) => both(pod, service('here'), [here]))], () => 'TCP and UDP')
  },
}

/** From the network namespace of the node, as its kubelet and programs ask. */
export const serviceFromNode: NetworkCheck = {
  id: 'service-from-node',
  title: 'node to services',
  look: ({nodes, here, away, service}) => attempts(nodes.flatMap((node) => [...both(node, service('here'), [here]), ...(away.length > 0 ? both(node, service('away'), away) : [])]), () => 'TCP and UDP, from each node'),
}

export const hairpin: NetworkCheck = {
  id: 'hairpin',
  title: 'pod to itself through its service',
  look: ({here, service}) => attempts(both(here, service('here'), [here]), () => 'TCP and UDP'),
}

/** The first address of the services, which programs in pods find in their environment. */
export const apiServer: NetworkCheck = {
  id: 'api-server',
  title: 'pod to the API server by its service',
  async look({here, away, cluster}) {
    const {stdout} = await cluster.kubectl(['--namespace', 'default', 'get', 'service', 'kubernetes', '--output', 'jsonpath={.spec.clusterIP}'])
    const address = stdout.trim()
    return attempts([here, ...away].map((from) => ({from, question: `open ${address} 443`, to: `the API server at ${address}:443`, flow: {protocol: 'tcp', address, ports: [443, API_PORT], servers: []}})), () => `${address}:443, from each node`)
  },
}

/** Of the API server itself. */
const API_PORT = 6443
/** So many answers by one pod are no chance where there are two: one in half a million. */
const TIMES = 20

export const affinity: NetworkCheck = {
  id: 'session-affinity',
  title: 'session affinity of a service',
  async look(net) {
    const [sticky, spread] = await Promise.all([namesOf(net, 'sticky'), namesOf(net, 'spread')])
    if (sticky.status !== 'ok' || sticky.seen.includes(' ')) return sticky.status === 'ok' ? failed(`${label(net.here)} to a service with sessionAffinity ClientIP, ${TIMES} times: ${sticky.seen}`) : sticky
    // Where one pod answers anyway, it says nothing that the other service has one, too.
    if (spread.status !== 'ok' || !spread.seen.includes(' ')) return spread.status === 'ok' ? failed(`${label(net.here)} to a service without affinity, ${TIMES} times: only ${spread.seen} answered`) : spread
    return ok(`with it ${sticky.seen}, without it ${spread.seen}`)
  },
}

function namesOf({here, beside, away, service}: Net, name: string) {
  const {address} = service(name)
  return attempts([{from: here, question: `names ${address} 80 ${TIMES}`, to: `service ${name} at ${address}:80`, flow: {protocol: 'tcp', address, ports: [80, PORT], servers: [beside, ...away]}}], ([said = '']) => said)
}

/** Over TCP and UDP. */
function both(from: Place, {name, address}: Service, servers: readonly Place[]): Attempt[] {
  return (['tcp', 'udp'] as const).map((protocol) => ({
    from,
    question: protocol === 'tcp' ? `tcp ${address} 80 /` : `udp ${address} 80 32`,
    expected: new RegExp(`^(${servers.map((server) => server.name).join('|')}) `),
    to: `service ${name} at ${address}:80, ${protocol.toUpperCase()}`,
    flow: {protocol, address, ports: [80, PORT], servers},
  }))
}
