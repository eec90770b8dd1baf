import type {Node} from '../../contract/index.js'
import {failed, ok, type ImageCheck} from '../check.js'
import {run} from '../run.js'

/** Running, with everything started that is to start, and no unit that failed. */
export const systemd: ImageCheck = {
  id: 'systemd',
  title: 'systemd',
  async look({node}) {
    // Ends when the boot does.
    const state = (await run(node, ['systemctl', 'is-system-running', '--wait'])).text.trim()
    const units = await failedUnits(node)
    if (state === 'running' && units.length === 0) return ok('running, no failed unit')
    return failed(units.length > 0 ? `${state}: ${units.join(', ')} failed` : state || 'systemctl says nothing')
  },
}

async function failedUnits(node: Node): Promise<string[]> {
  const {text, good} = await run(node, ['systemctl', 'list-units', '--failed', '--plain', '--no-legend'])
  return good ? text.split('\n').flatMap((line) => /^\S+/.exec(line)?.[0] ?? []) : []
}

/** What starts by itself. In an image that kina did not build, kina brings all of its own but the last. */
const UNITS = ['containerd.service', 'kubelet.service']
const OWN_UNITS = ['kina-node.service', 'kina-certificates.path', 'kina-endpoints.service', 'kina-load-balancer.service']

/** The units that make a node of it, enabled. */
export const units: ImageCheck = {
  id: 'units',
  title: 'Units',
  async look({node, own}) {
    const states = await Promise.all([...UNITS, ...OWN_UNITS].map(async (unit) => ({unit, state: (await run(node, ['systemctl', 'is-enabled', unit])).text.trim().split('\n')[0] || 'unknown'})))
    const wrong = states.filter(({state}) => state !== 'enabled')
    const text = wrong.map(({unit, state}) => `${unit} is ${state}`).join(', ')
    if (wrong.length === 0) return ok(`enabled: ${states.map(({unit}) => unit).join(', ')}`)
    if (own || wrong.some(({unit}) => UNITS.includes(unit))) return failed(text)
    return {status: 'note', seen: `no ${wrong.map(({unit}) => unit).join(', ')}: names and rules of the cluster, and its kubelets’ certificates, are not looked after at a start of the node`}
  },
}
