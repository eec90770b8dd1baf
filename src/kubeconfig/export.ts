import {type AccessSource, accessFrom} from './access.js'
import type {LockOptions} from './lock.js'
import {type ClusterAccess, mergeKubeconfig, setCurrentContext} from './merge.js'
import {refuseForeign} from './own-file.js'
import {type KubeconfigPlace, ownKubeconfigPath, writeTargets} from './paths.js'
import {updateKubeconfig} from './update.js'

export interface ExportOptions extends AccessSource, KubeconfigPlace, LockOptions {
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
  const mergedPath = await mergeAsKubectl(access, {...options, setCurrent})
  return {ownPath, mergedPath, context: access.name}
}

export interface MergeAsKubectl extends KubeconfigPlace, LockOptions {
  readonly cluster: string
  readonly setCurrent: boolean
}

/** Merges entries where kubectl would write them. Resolves to the file that has them. */
export async function mergeAsKubectl(access: ClusterAccess, options: MergeAsKubectl): Promise<string> {
  const {cluster, setCurrent} = options
  const {entries, current} = await writeTargets(cluster, options)
  const together = setCurrent && entries === current
  await updateKubeconfig(entries, (text) => mergeKubeconfig(text ?? '', access, {file: entries, setCurrent: together}), options)
  if (setCurrent && !together) await updateKubeconfig(current, (text) => setCurrentContext(text ?? '', access.name, current), options)
  return entries
}
