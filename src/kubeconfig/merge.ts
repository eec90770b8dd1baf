import {type KubeconfigEdit, editKubeconfig} from './edit.js'
import {parseKubeconfig} from './parse.js'

/** One cluster as it goes into a kubeconfig. */
export interface ClusterAccess {
  /** Name of its three entries. */
  readonly name: string
  /** The `cluster` mapping: server and certificate authority. */
  readonly cluster: Readonly<Record<string, unknown>>
  /** The `user` mapping: the client's certificate and key. */
  readonly user: Readonly<Record<string, unknown>>
}

export interface MergeOptions {
  /** Named in errors. */
  readonly file: string
  /** Makes the cluster the one that kubectl talks to. */
  readonly setCurrent: boolean
}

/**
 * Adds or replaces one cluster in the text of a kubeconfig; empty text gives a new one. Cluster and user are replaced as a whole, since keys
 * of an earlier cluster of this name are of no use; the context keeps what the user gave it, such as a namespace.
 */
export function mergeKubeconfig(text: string, {name, cluster, user}: ClusterAccess, {file, setCurrent}: MergeOptions): string {
  const context = parseKubeconfig(text, file).contexts?.find((entry) => entry.name === name)?.['context']
  const kept = typeof context === 'object' && context !== null ? context : {}
  const edit: KubeconfigEdit = {
    name,
    // Keys in kubectl's order, so that its next write does not move them.
    entries: {
      clusters: {cluster: {...cluster}, name},
      contexts: {context: {...kept, cluster: name, user: name}, name},
      users: {name, user: {...user}},
    },
    ...(setCurrent && {currentContext: name}),
  }
  return editKubeconfig(text, file, edit)
}

/** Sets the current context and nothing else: with several files in `KUBECONFIG` it may have to stand in another one than the entries. */
export function setCurrentContext(text: string, context: string, file: string): string {
  return editKubeconfig(text, file, {name: context, entries: {}, currentContext: context})
}
