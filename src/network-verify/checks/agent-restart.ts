import {agentsOf, type Agent} from '../agents.js'
import {attempts} from '../attempt.js'
import {failed, ok, skipped, type NetworkCheck} from '../check.js'
import {hold} from '../hold.js'
import type {Net} from '../net.js'
import {label, podPlace, type Place} from '../place.js'
import {PORT} from '../programs.js'
import {pod} from '../workload.js'
import {waitFor} from '../../readiness/wait.js'
import type {Condition} from '../../contract/index.js'

/** How long agents may take to be back, in milliseconds. */
const BACK_WITHIN = 180_000
/** How long a new pod may take to become Ready, in seconds. */
const READY_WITHIN = 90

/** Ends the CNI's pods on every node while a connection is open; afterwards new pods have to get an address and reach others. */
export const agentRestart: NetworkCheck = {
  id: 'agent-restart',
  title: 'restart of the CNI’s agents',
  async look(net) {
    const agents = await agentsOf(net.cluster)
    if (agents.length === 0) return skipped('the CNI has no agents: no DaemonSet writes into /etc/cni or /opt/cni')
    const {here, beside, away} = net
    const to = away[0] ?? beside
    const held = await hold(here, to)
    const restarted = restart(net, agents)
    // Whatever comes of it: nobody may be left holding.
    const later = await restarted.then(() => laterPods(net)).catch(async (error: unknown) => Promise.reject(await held.end().then(() => error, () => error)))
    const kept = await held.end()
    const reached = await attempts(
      later.flatMap((pod) => [{from: pod, to: here}, {from: here, to: pod}]).map((way) => ({from: way.from, question: `tcp ${way.to.ip} ${PORT} /`, expected: new RegExp(`^${way.to.name} ${way.from.ip.replaceAll('.', '\\.')} `), to: label(way.to), flow: {protocol: 'tcp', address: way.to.ip, ports: [PORT], servers: [way.to]}})),
      () => '',
    )
    if (reached.status !== 'ok') return reached
    if (!kept.kept) return failed(`the connection of ${label(here)} to ${label(to)} did not outlive it`)
    return ok(`${agents.map(({name}) => name).join(', ')}: an open connection was silent for ${kept.silence} s at most, new ones for ${kept.silenceOfNew} s; new pods reach others`)
  },
}

async function restart({cluster}: Net, agents: readonly Agent[]): Promise<void> {
  const before = await Promise.all(agents.map((agent) => podsOf(cluster, agent)))
  await Promise.all(agents.map(({namespace, selector}) => cluster.kubectl(['--namespace', namespace, 'delete', 'pods', '--selector', selector, '--timeout=120s'])))
  const look = async (): Promise<Condition> => {
    const now = await Promise.all(agents.map((agent) => podsOf(cluster, agent)))
    const missing = agents.filter((_, i) => now[i]!.filter(({ready, uid}) => ready && !before[i]!.some((old) => old.uid === uid)).length < before[i]!.length)
    return missing.length === 0 ? {met: true} : {met: false, reason: `${missing.map(({name}) => name).join(', ')} not Ready again`}
  }
  await waitFor(look, {name: 'The restart of the CNI’s agents', deadline: BACK_WITHIN, signal: cluster.signal, code: 'E_READY_TIMEOUT'})
}

interface PodItem {
  readonly metadata: {readonly uid: string}
  readonly status: {readonly podIP?: string; readonly conditions?: readonly {readonly type: string; readonly status: string}[]}
}

async function podsOf({kubectl}: Net['cluster'], {namespace, selector}: Agent): Promise<{uid: string; ready: boolean}[]> {
  const {stdout} = await kubectl(['--namespace', namespace, 'get', 'pods', '--selector', selector, '--output', 'json'])
  return (JSON.parse(stdout) as {items: PodItem[]}).items.map(({metadata, status}) => ({uid: metadata.uid, ready: status.conditions?.some(({type, status: value}) => type === 'Ready' && value === 'True') ?? false}))
}

/** A new pod on each node. */
async function laterPods({cluster, namespace, nodes}: Net): Promise<Place[]> {
  const named = nodes.map(({name}, i) => ({name: `later-${i + 1}`, node: name}))
  const items = named.map(({name, node}) => pod({namespace, name, nodeName: node, labels: {role: 'later'}}))
  await cluster.kubectl(['create', '--filename', '-'], {stdin: JSON.stringify({apiVersion: 'v1', kind: 'List', items})})
  await cluster.kubectl(['--namespace', namespace, 'wait', '--for=condition=Ready', 'pod', '--selector', 'role=later', `--timeout=${READY_WITHIN}s`])
  const addresses = await Promise.all(named.map(({name}) => cluster.kubectl(['--namespace', namespace, 'get', 'pod', name, '--output', 'jsonpath={.status.podIP}'])))
  return named.map(({name, node}, i) => podPlace(cluster, {namespace, name, node, ip: addresses[i]!.stdout.trim()}))
}
