import type {App} from '../app.js'
import {findClusters} from '../cluster/find.js'
import {KinaError} from '../errors.js'
import {clusterOfNode} from '../plan/names.js'

export interface NamedNodes {
  readonly cluster: string
  readonly nodes: readonly string[]
}

/**
 * What `[CLUSTER] NODE...` means. A node's name begins with that of its cluster, so the cluster may be left out; a first word is a cluster when
 * it names one and all others are names of nodes of it.
 *
 * @throws KinaError E_CONFIG_INVALID
 */
export async function nameNodes(app: App, words: readonly string[]): Promise<NamedNodes> {
  const [first, ...others] = words
  if (first === undefined) throw wrong('No node is named.')
  if (others.length > 0 && others.every((word) => clusterOfNode(word) === first)) return {cluster: first, nodes: others}
  const clusters = [...new Set(words.map((word) => clusterOfNode(word)))]
  const [cluster] = clusters
  if (clusters.length === 1 && cluster !== undefined) return {cluster, nodes: words}
  const known = (await findClusters(app)).find(({name}) => name === first)
  if (known) throw wrong(others.length === 0 ? `"${first}" is a cluster, and which of its nodes is meant is not said.` : `Not all of ${others.join(', ')} are nodes of the cluster "${first}".`)
  const odd = words.filter((word) => clusterOfNode(word) === undefined)
  throw wrong(odd.length > 0 ? `${odd.map((word) => `"${word}"`).join(', ')} cannot be the name of a node: those are like dev-worker2.` : `Nodes of several clusters are named: ${clusters.join(', ')}.`)
}

function wrong(message: string): KinaError {
  return new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message, next: ['Name nodes of one cluster: kina node remove dev-worker dev-worker2', 'kina node list NAME shows them.', 'Nothing was changed.']})
}
