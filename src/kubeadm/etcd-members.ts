import type {Condition, Node} from '../contract/index.js'
import {waitFor} from '../readiness/wait.js'

/** How long etcd may take to answer and to take a change of its members, in milliseconds: a new member may bring a new leader. */
const DEADLINE = 60_000

/**
 * Makes a control plane that has joined a member of etcd by its name. kubeadm adds it by its address of the moment, under which the others would
 * not find it again.
 */
export async function nameEtcdMember(node: Node, signal: AbortSignal): Promise<void> {
  const url = `https://${node.name}:2380`
  await waitFor(() => nameOnce(node, url), {name: `${node.name}: etcd's member by name`, deadline: DEADLINE, signal, code: 'E_NODE_CREATE', next: ['crictl logs of the container etcd in this node says more.']})
}

async function nameOnce(node: Node, url: string): Promise<Condition> {
  const own = (await etcdMembers(node)).find(({name}) => name === node.name)
  if (!own) return {met: false, reason: `etcd has no member ${node.name} yet`}
  if (own.peerURLs?.length === 1 && own.peerURLs[0] === url) return {met: true}
  await ask(node, 'cluster/member/update', {ID: own.ID, peerURLs: [url]})
  return {met: false, reason: 'etcd takes the name'}
}

/** One member, as etcd says it. */
export interface EtcdMember {
  /** 64 bits, as decimal text. */
  readonly ID: string
  /** Empty until it has started. */
  readonly name?: string
  readonly peerURLs?: readonly string[]
  /** Has no vote yet. */
  readonly isLearner?: boolean
}

/** All members, as the etcd on that control plane knows them. */
export async function etcdMembers(node: Node): Promise<readonly EtcdMember[]> {
  return (await ask<{members?: readonly EtcdMember[]}>(node, 'cluster/member/list', {})).members ?? []
}

/** Whether the etcd on that control plane answers for itself; it does so without the others, too. */
export async function etcdAnswers(node: Node): Promise<boolean> {
  return ask(node, 'maintenance/status', {}).then(() => true, () => false)
}

/**
 * Takes a member away, by its name, or by the address of a node that has joined and not started; none is no error. Refused by etcd while it would
 * lose its majority.
 *
 * @param node - a control plane that stays
 */
export async function removeEtcdMember(node: Node, leaving: {readonly name: string; readonly addresses: readonly string[]}, signal: AbortSignal): Promise<void> {
  const look = async (): Promise<Condition> => {
    const member = (await etcdMembers(node)).find((each) => isOf(each, leaving))
    if (!member) return {met: true}
    await ask(node, 'cluster/member/remove', {ID: member.ID})
    return {met: false, reason: 'etcd takes the change'}
  }
  await waitFor(look, {name: `etcd without its member ${leaving.name}`, deadline: DEADLINE, signal, code: 'E_NODE_REMOVE', node: leaving.name, next: [`crictl logs of the container etcd in ${node.name} says more.`]})
}

/** Pure. */
export function isOf({name, peerURLs = []}: EtcdMember, node: {readonly name: string; readonly addresses: readonly string[]}): boolean {
  if (name) return name === node.name
  return peerURLs.some((url) => [node.name, ...node.addresses].includes(new URL(url).hostname))
}

/** etcd's API in JSON, which needs no program but curl; as kubeadm's health check, which may do everything. */
async function ask<T>(node: Node, method: string, body: object): Promise<T> {
  const pki = '/etc/kubernetes/pki/etcd'
  const identity = ['--cacert', `${pki}/ca.crt`, '--cert', `${pki}/healthcheck-client.crt`, '--key', `${pki}/healthcheck-client.key`]
  const {stdout} = await node.exec(['curl', '--silent', '--show-error', '--fail-with-body', '--max-time', '5', ...identity, '--data', JSON.stringify(body), `https://127.0.0.1:2379/v3/${method}`])
  return JSON.parse(stdout) as T
}
