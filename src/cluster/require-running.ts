import {KinaError} from '../errors.js'
import {controlPlanes, members} from '../plan/roles.js'
import type {FoundCluster} from './find.js'

/**
 * Refuses what all nodes have to be there for.
 *
 * @param except - names of nodes that need not run
 * @throws KinaError E_CLUSTER_NOT_FOUND
 */
export function requireRunning({name, nodes}: Pick<FoundCluster, 'name' | 'nodes'>, except: ReadonlySet<string> = new Set()): void {
  const stopped = nodes.filter((node) => !node.running && !except.has(node.name))
  if (stopped.length === 0) return
  const names = stopped.map((node) => node.name)
  // They can be removed by way of a control plane that runs.
  const removable = controlPlanes(nodes).some(({running}) => running) ? members(stopped).map((node) => node.name) : []
  throw new KinaError({
    code: 'E_CLUSTER_NOT_FOUND',
    message: `Not all nodes of "${name}" run: ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} stopped.`,
    next: [`kina cluster start ${name}`, ...(removable.length > 0 ? [`Or, if ${names.length === 1 ? 'it is' : 'they are'} not to come back: kina node remove ${name} ${removable.join(' ')}`] : [])],
  })
}
