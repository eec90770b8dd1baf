import {contextFor, undoApp, type App} from '../app.js'
import {recordPlan} from '../cluster/cni-record.js'
import type {NodePlan} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import type {JoinSecrets} from '../kubeadm/documents.js'
import {removeEtcdMember} from '../kubeadm/etcd-members.js'
import {endJoining} from '../kubeadm/join-secrets.js'
import {changeLoadBalancer} from '../node/load-balancer.js'
import {forgetNodeObjects} from './node-objects.js'
import {openCluster, type OpenCluster} from './open-cluster.js'

/** What was to be added. */
interface Added {
  readonly added: readonly NodePlan[]
  readonly secrets: JoinSecrets
}

/**
 * Takes back what was begun, under a signal of its own: the first one may be aborted. etcd first, while a new member can still say yes to it.
 *
 * @returns the first error, with what is left
 */
export async function undoAddition(app: App, before: OpenCluster, {added, secrets}: Added, error: unknown): Promise<KinaError> {
  const later = undoApp(app)
  const failures: string[] = []
  const attempt = (work: () => Promise<unknown>) => work().catch((failure: unknown) => void failures.push(messageOf(failure)))
  const names = new Set(added.map(({name}) => name))
  // Nodes obey the signal that they were listed under.
  const open = await openCluster(later, before.name, names).catch((failure: unknown) => void failures.push(messageOf(failure)))
  if (open) {
    const stay = open.nodes.filter(({name}) => !names.has(name))
    const balancer = stay.find(({role}) => role === 'load-balancer')
    const planes = added.filter(({role}) => role === 'control-plane')
    if (balancer && planes.length > 0) await attempt(() => changeLoadBalancer(balancer, before.plan))
    for (const {name} of planes) {
      const addresses = (await open.nodes.find((node) => node.name === name)?.addresses().catch(() => [])) ?? []
      await attempt(() => removeEtcdMember(open.first, {name, addresses}, later.signal))
    }
  }
  const ctx = contextFor(later, 'runtime', before.runtime.name)
  for (const name of names) await attempt(async () => before.runtime.provider.removeNode!({cluster: before.name, name}, ctx))
  if (open) {
    const cluster = open.context(before.plan, open.nodes.filter(({name}) => !names.has(name)))
    await attempt(() => forgetNodeObjects(open.kubectl, [...names], secrets.token))
    await attempt(() => endJoining(open, secrets))
    await attempt(() => recordPlan(cluster, before))
    if (before.cni) await attempt(() => before.cni!.provider.install(cluster))
  }
  return undone(app.signal.aborted ? app.signal.reason : error, before.name, {names, failures})
}

function undone(cause: unknown, cluster: string, {names, failures}: {readonly names: ReadonlySet<string>; readonly failures: readonly string[]}): KinaError {
  const known = cause instanceof KinaError ? cause : undefined
  const told = failures.map((failure) => `Taking back what had been made failed too: ${failure}`)
  const detail = [known?.detail, ...told].filter((text) => text !== undefined).join('\n')
  const left = failures.length === 0 ? 'The cluster is as it was: nothing of the new nodes is left.' : `Remove what is left: kina node remove ${cluster} ${[...names].join(' ')} --force`
  return new KinaError(
    {code: known?.code ?? 'E_NODE_CREATE', message: messageOf(cause), ...(known?.node !== undefined && {node: known.node}), ...(detail !== '' && {detail}), next: [...(known?.next ?? []), left], exit: known?.exit ?? 1},
    {cause},
  )
}
