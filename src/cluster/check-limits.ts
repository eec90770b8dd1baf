import type {ClusterConfig} from '../config/cluster-config.js'
import {KinaError} from '../errors.js'
import {wantedNodes} from '../plan/node-plans.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'

/**
 * Refuses what this runtime cannot do on this machine, before anything is looked for, pulled or built.
 *
 * @throws KinaError E_NODE_LIMIT, E_CONFIG_INVALID
 */
export function checkLimits(config: ClusterConfig, runtime: SelectedRuntime): void {
  const nodes = wantedNodes(config)
  if (runtime.nodeLimit !== undefined && nodes.length > runtime.nodeLimit.max) throw tooMany(nodes.length, runtime.name, runtime.nodeLimit)
  const kernel = config.kernel ?? nodes.find((node) => node.kernel !== undefined)?.kernel
  if (kernel !== undefined && runtime.provider.kernelPerNode !== true) throw noKernels(kernel, runtime.name)
}

function tooMany(wanted: number, runtime: string, {max, reason}: NonNullable<SelectedRuntime['nodeLimit']>): KinaError {
  return new KinaError({
    code: 'E_NODE_LIMIT',
    exit: 2,
    message: `The runtime ${runtime} allows ${max === 1 ? 'one node' : `${max} nodes`} in a cluster on this machine, and ${wanted} are asked for: ${reason}`,
    next: [max === 1 ? 'A cluster of one node runs pods, too: leave the workers out.' : `Ask for ${max} nodes or fewer.`, `What this machine offers: kina doctor --runtime ${runtime}`, 'Nothing was created.'],
  })
}

function noKernels(kernel: string, runtime: string): KinaError {
  return new KinaError({
    code: 'E_CONFIG_INVALID',
    exit: 2,
    message: `Nodes of the runtime ${runtime} have the kernel of the machine they run on, and cannot boot ${kernel}.`,
    next: ['Leave --kernel and the fields kernel of the config file out.', 'Or take a runtime whose nodes are machines of their own; kina plugins shows which there are.', 'Nothing was created.'],
  })
}
