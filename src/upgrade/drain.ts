import type {Condition} from '../contract/index.js'
import {waitFor} from '../readiness/wait.js'
import {persist, type Asked} from './persist.js'

/** Says on a node that it takes no pods because of an upgrade, and not because somebody wanted so before. */
const MARK = 'io.kina/upgrade-cordoned'

interface Pod {
  readonly metadata: {readonly namespace: string; readonly name: string; readonly uid: string; readonly ownerReferences?: readonly {readonly controller?: boolean; readonly kind: string}[]}
  readonly spec: {readonly volumes?: readonly Readonly<Record<string, unknown>>[]}
  readonly status?: {readonly phase?: string}
}

/** How long pods may take to leave a node, in milliseconds, what a disruption budget asks for included. Those that have not gone then stay. */
const PATIENCE = 120_000

/** Volumes that are the same wherever a pod runs. */
const ELSEWHERE_TOO = ['configMap', 'secret', 'projected', 'downwardAPI']

/**
 * Whether a pod can go on another node without a loss: something makes it anew there, and it keeps nothing on this one. A kubelet that is
 * exchanged leaves containers alone, so that whatever would lose by moving stays. Pure.
 */
export function canMove({metadata, spec, status}: Pod): boolean {
  const owner = metadata.ownerReferences?.find(({controller}) => controller)
  if (owner === undefined || owner.kind === 'DaemonSet' || owner.kind === 'Node') return false
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return false
  return (spec.volumes ?? []).every((volume) => Object.keys(volume).every((key) => key === 'name' || ELSEWHERE_TOO.includes(key)))
}

/**
 * Takes pods that can move away from a node, and lets no new ones come. By evictions, which heed disruption budgets.
 *
 * @returns pods that would have moved and did not in time, as `NAMESPACE/NAME`
 */
export async function drain(api: Asked, node: string, progress: (text: string) => void): Promise<string[]> {
  await persist(api, ['patch', 'node', node, '--type=merge', '--patch', await cordon(api, node)])
  let left = await movablePods(api, node)
  const asked = new Set<string>()
  const look = async (): Promise<Condition> => {
    for (const pod of left) if (!asked.has(pod.metadata.uid) && (await evict(api, pod))) asked.add(pod.metadata.uid)
    left = await movablePods(api, node)
    return left.length === 0 ? {met: true} : {met: false, reason: `${left.length} pods are leaving`}
  }
  await waitFor(look, {name: `Pods of ${node} going elsewhere`, deadline: PATIENCE, signal: api.signal, onReason: progress, code: 'E_UPGRADE_FAILED'}).catch((error: unknown) => {
    api.signal.throwIfAborted()
    if (left.length === 0) throw error
  })
  return left.map(({metadata}) => `${metadata.namespace}/${metadata.name}`)
}

/** Lets pods come again, unless somebody had cordoned the node before. */
export async function undrain(api: Asked, node: string): Promise<void> {
  const marked = await persist(api, ['get', 'node', node, '--output', `jsonpath={.metadata.annotations.${MARK.replaceAll('.', '\\.')}}`])
  if (marked === '') return
  await persist(api, ['patch', 'node', node, '--type=merge', '--patch', JSON.stringify({metadata: {annotations: {[MARK]: null}}, spec: {unschedulable: null}})])
}

/** The mark and what it is about come in one step. */
async function cordon(api: Asked, node: string): Promise<string> {
  const before = await persist(api, ['get', 'node', node, '--output', 'jsonpath={.spec.unschedulable}'])
  return JSON.stringify(before === 'true' ? {} : {metadata: {annotations: {[MARK]: 'true'}}, spec: {unschedulable: true}})
}

async function movablePods(api: Asked, node: string): Promise<Pod[]> {
  const text = await persist(api, ['get', 'pods', '--all-namespaces', '--field-selector', `spec.nodeName=${node}`, '--output', 'json'])
  return (JSON.parse(text) as {items: Pod[]}).items.filter(canMove)
}

/** False: its disruption budget does not let it go yet. */
async function evict({kubectl}: Asked, {metadata: {namespace, name}}: Pod): Promise<boolean> {
  const body = JSON.stringify({apiVersion: 'policy/v1', kind: 'Eviction', metadata: {namespace, name}})
  const {exitCode} = await kubectl(['create', '--raw', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, '--filename', '-'], {stdin: body, allowFailure: true})
  return exitCode === 0
}
