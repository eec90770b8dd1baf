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
  const {members} = await ask<{members: readonly Member[]}>(node, 'member/list', {})
  const own = members.find(({name}) => name === node.name)
  if (!own) return {met: false, reason: `etcd has no member ${node.name} yet`}
  if (own.peerURLs?.length === 1 && own.peerURLs[0] === url) return {met: true}
  await ask(node, 'member/update', {ID: own.ID, peerURLs: [url]})
  return {met: false, reason: 'etcd takes the name'}
}

interface Member {
  /** 64 bits, as decimal text. */
  readonly ID: string
  /** Empty until it has started. */
  readonly name?: string
  readonly peerURLs?: readonly string[]
}

/** etcd's API in JSON, which needs no program but curl; as kubeadm's health check, which may do everything. */
async function ask<T>(node: Node, method: string, body: object): Promise<T> {
  const pki = '/etc/kubernetes/pki/etcd'
  const identity = ['--cacert', `${pki}/ca.crt`, '--cert', `${pki}/healthcheck-client.crt`, '--key', `${pki}/healthcheck-client.key`]
  const {stdout} = await node.exec(['curl', '--silent', '--show-error', '--fail-with-body', '--max-time', '5', ...identity, '--data', JSON.stringify(body), `https://127.0.0.1:2379/v3/cluster/${method}`])
  return JSON.parse(stdout) as T
}
