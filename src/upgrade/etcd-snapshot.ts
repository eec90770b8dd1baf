import type {Node} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {UPGRADE_DIRECTORY} from './parts.js'

/** Where the cluster's objects as they were lie on the first control plane until the upgrade is done. */
export const SNAPSHOT = `${UPGRADE_DIRECTORY}/etcd-before.db`
/** etcd's container sees this folder of the node under the same name. */
const ON_THE_WAY = '/var/lib/etcd/kina-upgrade.db'
const PKI = '/etc/kubernetes/pki/etcd'

/**
 * Has etcd write all it knows into a file, by its own program in its own container. One that is there stays: it is of before the first try.
 *
 * @returns whether it was written now
 */
export async function snapshotEtcd(node: Node): Promise<boolean> {
  const {exitCode} = await node.exec(['test', '-e', SNAPSHOT], {allowFailure: true})
  if (exitCode === 0) return false
  const {stdout} = await node.exec(['crictl', 'ps', '--quiet', '--name', '^etcd$', '--state', 'Running'])
  const [container] = stdout.split('\n').filter(Boolean)
  if (container === undefined) throw new KinaError({code: 'E_UPGRADE_FAILED', node: node.name, message: `etcd does not run on ${node.name}.`, next: [`kina cluster start ${node.cluster}`]})
  await node.exec(['rm', '-f', ON_THE_WAY])
  const identity = ['--cacert', `${PKI}/ca.crt`, '--cert', `${PKI}/healthcheck-client.crt`, '--key', `${PKI}/healthcheck-client.key`]
  await node.exec(['crictl', 'exec', container, 'etcdctl', '--endpoints=https://127.0.0.1:2379', ...identity, 'snapshot', 'save', ON_THE_WAY])
  await node.exec(['mv', ON_THE_WAY, SNAPSHOT])
  return true
}
