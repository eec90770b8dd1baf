import type {Condition, Node} from '../contract/index.js'
import {waitFor} from '../readiness/wait.js'
import {persist, type Asked} from './persist.js'

/** How long a kubelet may take from its start until its node is Ready, in milliseconds; on a control plane that is until its pods are. */
const DEADLINE = 180_000

export interface Upgraded {
  readonly api: Asked
  readonly node: Node
  /** With the leading v. */
  readonly version: string
}

/**
 * Waits until a kubelet that was exchanged says that its node is Ready. A newer kubelet may start the control plane's pods anew, once it runs: so on a
 * control plane it has to report once more, and these pods to be Ready then. etcd on the next one ends only after that.
 */
export async function waitUpgraded({api, node, version}: Upgraded, progress: (text: string) => void): Promise<void> {
  let first: string | undefined
  const look = async (): Promise<Condition> => {
    const {kubelet, ready, report} = await stateOf(api, node)
    if (kubelet !== version) return {met: false, reason: `kubelet is still ${kubelet}`}
    if (!ready) return {met: false, reason: 'not Ready yet'}
    if (node.role !== 'control-plane') return {met: true}
    first ??= report
    if (report === first) return {met: false, reason: 'one more report of kubelet is awaited'}
    return staticPodsReady(api, node)
  }
  await waitFor(look, {name: `${node.name}: kubelet ${version}`, deadline: DEADLINE, signal: api.signal, onReason: progress, code: 'E_UPGRADE_FAILED', node: node.name, next: ['In the node: journalctl --unit kubelet says why.']})
}

interface NodeObject {
  readonly status: {readonly nodeInfo: {readonly kubeletVersion: string}; readonly conditions?: readonly ReadyCondition[]}
}

interface ReadyCondition {
  readonly type: string
  readonly status: string
  readonly lastHeartbeatTime?: string
}

async function stateOf(api: Asked, {name}: Node): Promise<{kubelet: string; ready: boolean; report: string}> {
  const {status} = JSON.parse(await persist(api, ['get', 'node', name, '--output', 'json'])) as NodeObject
  const condition = status.conditions?.find(({type}) => type === 'Ready')
  return {kubelet: status.nodeInfo.kubeletVersion, ready: condition?.status === 'True', report: condition?.lastHeartbeatTime ?? ''}
}

async function staticPodsReady(api: Asked, {name}: Node): Promise<Condition> {
  const text = await persist(api, ['--namespace', 'kube-system', 'get', 'pods', '--selector', 'tier=control-plane', '--field-selector', `spec.nodeName=${name}`, '--output', 'json'])
  const {items} = JSON.parse(text) as {items: {metadata: {name: string}; status?: {conditions?: ReadyCondition[]}}[]}
  const waiting = items.filter(({status}) => !status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True'))
  return waiting.length === 0 ? {met: true} : {met: false, reason: `not Ready yet: ${waiting.map(({metadata}) => metadata.name).join(', ')}`}
}
