import {KinaError} from '../errors.js'
import type {ClusterAccess} from './merge.js'
import {noteOrigin} from './origin.js'
import {parseKubeconfig} from './parse.js'
import {entryName} from './paths.js'

export interface AccessSource {
  readonly cluster: string
  /** YAML of the first node's `/etc/kubernetes/admin.conf`. */
  readonly adminConf: string
  /** How the API server is reached, such as `https://127.0.0.1:40123`. Null: as nodes reach it, by a name of the cluster's network. */
  readonly server: string | null
  /** A name of the API server's certificate, when the host of `server` is none. */
  readonly tlsServerName?: string
  /** Where its nodes are. */
  readonly runtime: string
}

/**
 * The current context's cluster and user under kina's name, with the server as it is reached.
 * @throws KinaError `E_KUBECONFIG_INVALID` when `adminConf` is not whole.
 */
export function accessFrom({cluster, adminConf, server, tlsServerName, runtime}: AccessSource): ClusterAccess {
  const file = `/etc/kubernetes/admin.conf of cluster ${cluster}`
  const conf = parseKubeconfig(adminConf, file)
  const context = fieldOf(conf.contexts?.find(({name}) => name === conf['current-context']), 'context')
  const from = fieldOf(conf.clusters?.find(({name}) => name === context?.['cluster']), 'cluster')
  const user = fieldOf(conf.users?.find(({name}) => name === context?.['user']), 'user')
  if (!from || !user) {
    throw new KinaError({
      code: 'E_KUBECONFIG_INVALID',
      message: `${file} has no complete current context.`,
      next: [`Make the cluster anew: kina cluster delete ${cluster}`],
    })
  }
  const {server: inside, ...rest} = from
  return {
    name: entryName(cluster),
    cluster: {...rest, ...noteOrigin(runtime), server: server ?? inside, ...(tlsServerName !== undefined && {'tls-server-name': tlsServerName})},
    user,
  }
}

function fieldOf(entry: Readonly<Record<string, unknown>> | undefined, field: string): Readonly<Record<string, unknown>> | undefined {
  const value = entry?.[field]
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}
