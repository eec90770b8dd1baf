import type {PortMapping} from '../../contract/index.js'
import type {ClusterConfig} from '../cluster-config.js'
import {clusterDefaults} from '../defaults.js'
import type {Finding, Path} from '../problem.js'
import type {Rule} from '../validate.js'

/** Host ports that were asked for by number: each once, and none that something else uses. */
export const checkPorts: Rule = async (config, {isPortFree, nameOf, isMalformed}) => {
  const wanted = wantedPorts(config).filter(({needs}) => !needs.some(isMalformed))
  const findings: Finding[] = []
  // One after another: a check listens for a moment, and must not find its neighbour listening.
  for (const [index, {path, address, port, protocol}] of wanted.entries()) {
    const earlier = wanted.slice(0, index).find(other => collide(wanted[index]!, other))
    if (earlier) {
      findings.push({path, message: `${port} on ${address} is already used by ${nameOf(earlier.path)}`})
    } else if (!(await isPortFree(address, port, protocol))) {
      findings.push({path, message: `${port} is in use on ${address} of this machine (${protocol}); choose another, or leave it out`})
    }
  }
  return findings
}

interface Listener {
  readonly path: Path
  /** Fields without which it is not known where it listens. */
  readonly needs: readonly Path[]
  readonly address: string
  readonly port: number
  readonly protocol: PortMapping['protocol']
}

/** The API server's last: where it collides with a mapping, the mapping is the one with a purpose outside the cluster. */
function wantedPorts({nodes = [], networking}: ClusterConfig): Listener[] {
  const mapped = nodes.flatMap(({ports}, node) =>
    ports.flatMap(({hostAddress: address, hostPort: port, protocol}, index): Listener[] => {
      const at = ['nodes', node, 'ports', index]
      if (port === undefined) return []
      return [{path: [...at, 'hostPort'], needs: [[...at, 'hostAddress'], [...at, 'protocol']], address, port, protocol}]
    }),
  )
  const {apiServerPort: port, apiServerAddress: address = clusterDefaults.apiServerAddress} = networking
  if (port === undefined) return mapped
  const needs: Path[] = [['networking', 'apiServerAddress']]
  return [...mapped, {path: ['networking', 'apiServerPort'], needs, address, port, protocol: 'tcp'}]
}

/** 0.0.0.0 listens on every address, so it collides with each. */
function collide(a: Listener, b: Listener): boolean {
  const sameAddress = a.address === b.address || [a.address, b.address].includes('0.0.0.0')
  return sameAddress && a.port === b.port && a.protocol === b.protocol
}
