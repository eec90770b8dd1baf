import type {ClusterConfig} from '../config/cluster-config.js'
import {KinaError} from '../errors.js'
import {nodeConfigs} from '../plan/plan.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'

/**
 * Refuses what this runtime cannot do on this machine, before anything is looked for, pulled or built.
 *
 * @throws KinaError E_NODE_LIMIT
 */
export function checkLimits(config: ClusterConfig, {name, nodeLimit}: SelectedRuntime): void {
  const wanted = nodeConfigs(config).length
  if (nodeLimit === undefined || wanted <= nodeLimit.max) return
  const {max, reason} = nodeLimit
  throw new KinaError({
    code: 'E_NODE_LIMIT',
    exit: 2,
    message: `The runtime ${name} allows ${max === 1 ? 'one node' : `${max} nodes`} in a cluster on this machine, and ${wanted} are asked for: ${reason}`,
    next: [max === 1 ? 'A cluster of one node runs pods, too: leave the workers out.' : `Ask for ${max} nodes or fewer.`, `What this machine offers: kina doctor --runtime ${name}`, 'Nothing was created.'],
  })
}
