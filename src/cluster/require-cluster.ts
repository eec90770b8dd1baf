import type {App} from '../app.js'
import {KinaError} from '../errors.js'
import {THROWAWAY_PREFIX} from '../plan/names.js'
import {findClusters, type FoundCluster} from './find.js'
import {findNoted} from './find-noted.js'

/** One cluster by name, with at least one node. `ruins`: also one of which no node is left. */
export async function requireCluster(app: App, name: string, {ruins = false}: {ruins?: boolean} = {}): Promise<FoundCluster> {
  const all = (await findClusters(app)).filter((cluster) => ruins || cluster.nodes.length > 0)
  const found = all.find((cluster) => cluster.name === name) ?? (await findNoted(app, name)).find((cluster) => ruins || cluster.nodes.length > 0)
  if (found) return found
  const others = all.map((cluster) => cluster.name).filter((other) => !other.startsWith(THROWAWAY_PREFIX))
  throw new KinaError({
    code: 'E_CLUSTER_NOT_FOUND',
    message: `There is no cluster "${name}". ${others.length === 0 ? 'There are none at all.' : `There are: ${others.join(', ')}.`}`,
    next: [`kina cluster create ${name}`],
  })
}
