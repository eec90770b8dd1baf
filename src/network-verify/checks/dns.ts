import {attempts} from '../attempt.js'
import type {NetworkCheck} from '../check.js'
import type {Net} from '../net.js'

/** A pod of each node asks the server that its /etc/resolv.conf names for a service of its own namespace. */
export const dns: readonly NetworkCheck[] = (['udp', 'tcp'] as const).map((protocol) => ({
  id: `dns-${protocol}`,
  title: `DNS over ${protocol.toUpperCase()}, from each node`,
  async look({here, away, service, cluster}: Net) {
    const {stdout} = await cluster.kubectl(['--namespace', 'kube-system', 'get', 'service', 'kube-dns', '--ignore-not-found', '--output', 'jsonpath={.spec.clusterIP}'])
    const server = stdout.trim()
    return attempts(
      [here, ...away].map((from) => ({
        from,
        question: `dns-${protocol} beside`,
        expected: new RegExp(`^${service('beside').address.replaceAll('.', '\\.')} `),
        to: `the name of service beside`,
        ...(server !== '' && {flow: {protocol, address: server, ports: [53], servers: []}}),
      })),
      ([said = '']) => said,
    )
  },
}))
