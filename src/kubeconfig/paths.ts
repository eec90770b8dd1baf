import {access} from 'node:fs/promises'
import {delimiter, join, resolve} from 'node:path'
import {contextName} from '../plan/names.js'
import {holdsEntry, parseKubeconfig} from './parse.js'
import {readKubeconfig} from './read.js'

/** The part of the user's surroundings that decides which files are meant. */
export interface KubeconfigPlace {
  /** Only `KUBECONFIG` is looked at. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The home directory, absolute. */
  readonly home: string
}

/** Where a cluster is written; both absolute, and the same file more often than not. */
export interface WriteTargets {
  /** Gets the cluster, the user and the context. */
  readonly entries: string
  /** Gets `current-context`. */
  readonly current: string
}

/** Name of a cluster's context, cluster and user in every kubeconfig. */
export function entryName(cluster: string): string {
  return contextName(cluster)
}

/** The cluster's own file: `KUBECONFIG=~/.kube/<cluster> kubectl ...` reaches this cluster and no other. */
export function ownKubeconfigPath(cluster: string, home: string): string {
  return join(home, '.kube', cluster)
}

/** What kubectl reads without `KUBECONFIG`. */
export function defaultKubeconfigPath(home: string): string {
  return join(home, '.kube', 'config')
}

/**
 * The files kubectl reads, in its order; at least one. Empty parts of `KUBECONFIG` are left out: kubectl skips them too when it reads, and
 * fails on them when it would write (`open : no such file or directory`), which helps nobody.
 */
export function kubeconfigFiles({env, home}: KubeconfigPlace): readonly [string, ...string[]] {
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((part) => part !== '')
  const [first, ...rest] = new Set(listed.map((part) => resolve(part)))
  return first === undefined ? [defaultKubeconfigPath(home)] : [first, ...rest]
}

/**
 * Where kubectl would write (client-go, `ModifyConfig` and `PathOptions.GetDefaultFilename`): an entry stays in the file that has it; a new
 * one, and `current-context` always, goes to the first file of the list that exists, or to the last when none does.
 */
export async function writeTargets(cluster: string, place: KubeconfigPlace): Promise<WriteTargets> {
  const files = kubeconfigFiles(place)
  const current = (await firstExisting(files)) ?? files.at(-1) ?? files[0]
  return {entries: (await firstHolding(files, entryName(cluster))) ?? current, current}
}

async function firstExisting(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    if (await access(file).then(() => true, () => false)) return file
  }
  return undefined
}

/** One of the three entries is enough: the first file that has a name wins in kubectl, so the other two are right beside it. */
async function firstHolding(files: readonly string[], name: string): Promise<string | undefined> {
  for (const file of files) {
    const text = await readKubeconfig(file)
    // A file that does not even contain the name may be malformed without being in the way.
    if (text?.includes(name) && holdsEntry(parseKubeconfig(text, file), name)) return file
  }
  return undefined
}
