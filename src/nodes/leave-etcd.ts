import type {App} from '../app.js'
import {etcdAnswers, etcdMembers, removeEtcdMember, type EtcdMember} from '../kubeadm/etcd-members.js'
import {controlPlanes} from '../plan/roles.js'
import type {Progress} from '../report/step.js'
import type {OpenCluster} from './open-cluster.js'
import type {Voter} from './quorum.js'

/** etcd's members that vote, and whether each answers; those of nodes that are gone are among them. */
export async function votersOf({first, nodes}: Pick<OpenCluster, 'first' | 'nodes'>): Promise<Voter[]> {
  const voters = (await etcdMembers(first)).filter(({isLearner}) => isLearner !== true)
  return Promise.all(
    voters.map(async (member) => {
      const node = controlPlanes(nodes).find(({name}) => name === nameOf(member))
      return {name: nameOf(member), healthy: node?.running === true && (await etcdAnswers(node))}
    }),
  )
}

/** Of one that has not started yet, etcd knows the address alone. */
function nameOf({name, peerURLs = []}: EtcdMember): string {
  return name || (peerURLs[0] === undefined ? '' : new URL(peerURLs[0]).hostname)
}

/** One after the other, the dead first; etcd itself refuses what would cost its majority. */
export async function leaveEtcd(app: App, open: OpenCluster, names: readonly string[], progress: Progress): Promise<void> {
  const running = new Map(open.nodes.map((node) => [node.name, node.running]))
  for (const name of names.toSorted((a, b) => Number(running.get(a) ?? false) - Number(running.get(b) ?? false))) {
    progress('leaves etcd', name)
    await removeEtcdMember(open.first, {name, addresses: []}, app.signal)
  }
}
