import {setTimeout as sleep} from 'node:timers/promises'
import {mergeAsKubectl} from './export.js'
import type {LockOptions} from './lock.js'
import {type NamedEntry, SECTIONS, parseKubeconfig} from './parse.js'
import {type KubeconfigPlace, entryName, kubeconfigFiles, ownKubeconfigPath} from './paths.js'
import {readKubeconfig} from './read.js'

export interface RestoreOptions extends KubeconfigPlace, LockOptions {
  readonly cluster: string
  /** How long before the look, in milliseconds. */
  readonly after?: number
}

/** What kubectl takes from reading a kubeconfig to locking it, in milliseconds, with much to spare. */
export const KUBECTL_WRITES_WITHIN = 200

/**
 * Looks whether the user's kubeconfig still has what was just merged into it, and merges it again from the cluster's own file if not. kubectl
 * reads, decides, and only then takes the lock; under it, it deletes what it had not read (client-go, `ModifyConfig`). No lock keeps it
 * from dropping what was written in between, but it can be seen afterwards. Resolves to whether something had been dropped.
 */
export async function restoreKubeconfig(options: RestoreOptions): Promise<boolean> {
  const {cluster, home, after = 0, signal} = options
  await sleep(after, undefined, signal && {signal}).catch(() => signal?.throwIfAborted())
  const name = entryName(cluster)
  if (await isWhole(name, options)) return false
  const own = ownKubeconfigPath(cluster, home)
  const config = parseKubeconfig((await readKubeconfig(own)) ?? '', own)
  const [from, , user] = SECTIONS.map((section) => config[section]?.find((entry) => entry.name === name))
  const access = {name, cluster: mappingOf(from, 'cluster'), user: mappingOf(user, 'user')}
  if (access.cluster === null || access.user === null) return false
  await mergeAsKubectl({...access, cluster: access.cluster, user: access.user}, {...options, setCurrent: false})
  return true
}

/** A name counts where it is found first; the three lists are looked through apart, as kubectl does. */
async function isWhole(name: string, place: KubeconfigPlace): Promise<boolean> {
  const missing = new Set<string>(SECTIONS)
  for (const file of kubeconfigFiles(place)) {
    const text = await readKubeconfig(file)
    if (!text?.includes(name)) continue
    const config = parseKubeconfig(text, file)
    for (const section of SECTIONS) if (config[section]?.some((entry) => entry.name === name)) missing.delete(section)
  }
  return missing.size === 0
}

function mappingOf(entry: NamedEntry | undefined, field: string): Readonly<Record<string, unknown>> | null {
  const value = entry?.[field]
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
}
