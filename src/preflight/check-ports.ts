import type {ConfigChecks} from '../config/cluster-config.js'
import type {ClusterPlan} from '../contract/index.js'
import {KinaError} from '../errors.js'

/** Every host port of the plan, tried now: a runtime would say it in its own words, and only after it has made half a node. */
export async function checkPorts(plan: ClusterPlan, {isPortFree}: Pick<ConfigChecks, 'isPortFree'>, platform: NodeJS.Platform): Promise<void> {
  const all = plan.nodes.flatMap((node) => node.ports.map((port) => ({node: node.name, ...port})))
  const free = await Promise.all(all.map(({hostAddress, hostPort, protocol}) => isPortFree(hostAddress, hostPort, protocol)))
  const taken = all.filter((_, i) => !free[i])
  if (taken.length === 0) return
  throw new KinaError({
    code: 'E_PORT_TAKEN',
    message: `In use on this machine: ${taken.map(({hostAddress, hostPort, protocol}) => `${hostAddress}:${hostPort}/${protocol}`).join(', ')}.`,
    detail: taken.map(({hostAddress, hostPort, nodePort, node}) => `${hostAddress}:${hostPort} is wanted for port ${nodePort} of ${node}`).join('\n'),
    next: taken.map(({hostPort, protocol}) => `See who has it: ${whoHas(hostPort, protocol === 'udp' ? 'udp' : 'tcp', platform)}`),
  })
}

function whoHas(port: number, protocol: 'tcp' | 'udp', platform: NodeJS.Platform): string {
  if (platform === 'linux') return `ss -ln${protocol[0]}p 'sport = :${port}'`
  return protocol === 'tcp' ? `lsof -nP -iTCP:${port} -sTCP:LISTEN` : `lsof -nP -iUDP:${port}`
}
