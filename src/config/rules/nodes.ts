import type {Finding} from '../problem.js'
import type {Rule} from '../validate.js'

/** Nodes given either as numbers or one by one, and a control plane among them. */
export const checkNodes: Rule = ({nodes, ...config}, {nameOf, isMalformed}) => {
  if (nodes === undefined) return []
  const counts = (['controlPlanes', 'workers'] as const).filter((field) => config[field] !== undefined)
  const findings: Finding[] = counts.map((field) => ({path: [field], at: 'key', message: `stands beside ${nameOf(['nodes'])}; use one of the two`}))
  const unclear = nodes.some((_, index) => isMalformed(['nodes', index, 'role']))
  if (!unclear && !nodes.some(({role}) => role === 'control-plane')) {
    findings.push({path: ['nodes'], at: 'key', message: 'has no control plane; one node needs the role control-plane'})
  }
  return findings
}
