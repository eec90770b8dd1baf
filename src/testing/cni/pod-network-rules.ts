import type {Pod, PodNetwork} from './pod-network.js'
import {PORT} from './workload.js'

/** One thing that pod networking has to do. */
export interface PodNetworkRule {
  readonly rule: string
  /** Absent: it applies to every cluster. */
  readonly only?: 'several-nodes' | 'outside'
  /** What does not work, one line each; empty when all does. */
  check(net: PodNetwork): Promise<string[]>
}

/** In the order of what depends on what: the first that fails is the one to look at. */
export const podNetworkRules: readonly PodNetworkRule[] = [
  {
    rule: 'a node reaches its pods',
    check: (net) => all(net.pods.map((pod) => net.nodeProblem(pod.node, pod))),
  },
  {
    rule: 'a pod reaches a pod on its own node, with its own address',
    check: ({here, beside}) => all([seesPeer(here, beside), seesPeer(beside, here)]),
  },
  {
    rule: 'a pod reaches pods on other nodes',
    only: 'several-nodes',
    check: ({here, away}) => all(away.flatMap((pod) => [reaches(here, pod.ip, PORT, from(pod)), reaches(pod, here.ip, PORT, from(here))])),
  },
  {
    rule: 'between nodes a pod keeps its own address',
    only: 'several-nodes',
    check: ({here, away}) => all(away.flatMap((pod) => [seesPeer(here, pod), seesPeer(pod, here)])),
  },
  {
    rule: 'a mebibyte travels between nodes',
    only: 'several-nodes',
    check: ({here, away}) => all(away.map((pod) => reaches(here, pod.ip, PORT, {line: from(pod).line, bytes: MEBIBYTE}))),
  },
  {
    rule: 'a pod reaches a service on its own node',
    check: ({here, beside, service}) => all([reaches(here, service('beside'), 80, from(beside))]),
  },
  {
    rule: 'a pod reaches a service on another node',
    only: 'several-nodes',
    check: ({here, away, service}) =>
      all([reaches(here, service('away'), 80, /^away-/), ...away.map((pod) => reaches(pod, service('here'), 80, from(here)))]),
  },
  {
    rule: 'a pod reaches itself through its service',
    check: ({here, service}) => all([reaches(here, service('here'), 80, from(here))]),
  },
  {
    rule: 'a pod reaches the API server through the first service address',
    check: ({pods, apiAddress}) => all(pods.map((pod) => reaches(pod, apiAddress, 443, TLS_SERVER))),
  },
  {
    rule: 'a pod resolves and reaches kubernetes.default',
    check: ({pods, domain}) => all(pods.map((pod) => reaches(pod, `kubernetes.default.svc.${domain}`, 443, TLS_SERVER))),
  },
  {
    rule: 'a pod resolves a service, and a headless one to pods',
    check: ({pods, domain, namespace}) =>
      all(
        pods.flatMap((pod) => [
          reaches(pod, `beside.${namespace}.svc.${domain}`, 80, /^beside /),
          reaches(pod, `all.${namespace}.svc.${domain}`, PORT, /^(here|beside|away-\d+) /),
        ]),
      ),
  },
  {
    rule: 'a pod reaches every node',
    check: ({pods, nodeAddresses}) => all(pods.flatMap((pod) => nodeAddresses.map((address) => reaches(pod, address, KUBELET_PORT, TLS_SERVER)))),
  },
  {
    rule: 'a pod reaches the outside',
    only: 'outside',
    check: ({pods, outside}) => all(outside ? pods.map((pod) => reaches(pod, outside.host, outside.port, /^/)) : []),
  },
]

const KUBELET_PORT = 10250
const MEBIBYTE = 1024 * 1024

/** What a server in Go says to plain HTTP on its TLS port. */
const TLS_SERVER = /HTTPS server/

interface Expected {
  readonly line: RegExp
  /** At least as many, counted in the answer's body. */
  readonly bytes?: number
}

async function reaches(pod: Pod, host: string, port: number, expected: RegExp | Expected): Promise<string | null> {
  const {line, bytes = 0} = expected instanceof RegExp ? {line: expected} : expected
  const answer = await pod.fetch(host, port, bytes > 0 ? `/bytes/${bytes}` : '/')
  if (answer.ok && line.test(answer.line) && answer.bytes >= bytes) return null
  return `${pod.name} on ${pod.node} to ${host}:${port}: ${answer.line}${answer.ok && answer.bytes < bytes ? `, ${answer.bytes} bytes` : ''}`
}

/** The server names the address it saw. */
function seesPeer(pod: Pod, server: Pod): Promise<string | null> {
  return reaches(pod, server.ip, PORT, new RegExp(`^${server.name} ${pod.ip.replaceAll('.', '\\.')}$`))
}

function from(pod: Pod): {readonly line: RegExp} {
  return {line: new RegExp(`^${pod.name} `)}
}

async function all(attempts: readonly Promise<string | null>[]): Promise<string[]> {
  return (await Promise.all(attempts)).filter((problem) => problem !== null)
}
