import {KinaError} from '../errors.js'
import type {LockOptions} from './lock.js'
import {type ClusterAccess, mergeKubeconfig, setCurrentContext} from './merge.js'
import {refuseForeign} from './own-file.js'
import {parseKubeconfig} from './parse.js'
import {type KubeconfigPlace, entryName, ownKubeconfigPath, writeTargets} from './paths.js'
import {updateKubeconfig} from './update.js'

export interface ExportOptions extends KubeconfigPlace, LockOptions {
  readonly cluster: string
  /** YAML of the first node's `/etc/kubernetes/admin.conf`. */
  readonly adminConf: string
  /** How this host reaches the API server, such as `https://127.0.0.1:40123`. */
  readonly server: string
  /** A name of the API server's certificate, when the host of `server` is none. */
  readonly tlsServerName?: string
  /** Makes it the context kubectl uses. In the cluster's own file it always is. */
  readonly setCurrent: boolean
}

export interface ExportedKubeconfig {
  /** The cluster's own file. */
  readonly ownPath: string
  /** The user's kubeconfig that the entries were merged into. */
  readonly mergedPath: string
  readonly context: string
}

/** Writes a cluster's access to its own file and merges it into the user's kubeconfig. Idempotent. */
export async function exportKubeconfig(options: ExportOptions): Promise<ExportedKubeconfig> {
  const {cluster, home, setCurrent} = options
  const access = accessFrom(options)
  const ownPath = ownKubeconfigPath(cluster, home)
  // The own file first: with it the cluster can be used even if the user's file is locked or malformed.
  await updateKubeconfig(
    ownPath,
    (text) => {
      refuseForeign(text ?? '', cluster, ownPath)
      return mergeKubeconfig(text ?? '', access, {file: ownPath, setCurrent: true})
    },
    options,
  )
  const {entries, current} = await writeTargets(cluster, options)
  const together = setCurrent && entries === current
  await updateKubeconfig(entries, (text) => mergeKubeconfig(text ?? '', access, {file: entries, setCurrent: together}), options)
  if (setCurrent && !together) await updateKubeconfig(current, (text) => setCurrentContext(text ?? '', access.name, current), options)
  return {ownPath, mergedPath: entries, context: access.name}
}

/** The current context's cluster and user under kina's name, with the server as this host sees it. */
function accessFrom({cluster, adminConf, server, tlsServerName}: ExportOptions): ClusterAccess {
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
  return {
    name: entryName(cluster),
    cluster: {...from, server, ...(tlsServerName !== undefined && {'tls-server-name': tlsServerName})},
    user,
  }
}

function fieldOf(entry: Readonly<Record<string, unknown>> | undefined, field: string): Readonly<Record<string, unknown>> | undefined {
  const value = entry?.[field]
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}
