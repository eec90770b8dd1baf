import type {Finding} from '../problem.js'
import type {Rule} from '../validate.js'

/** One control plane, and workers given either as a number or as nodes. */
export const checkNodes: Rule = ({nodes, workers}, {nameOf, isMalformed}) => {
  if (nodes === undefined) return []
  const findings: Finding[] = []
  if (workers !== undefined) findings.push({path: ['workers'], at: 'key', message: `stands beside ${nameOf(['nodes'])}; use one of the two`})

  const unclear = nodes.map((_, index) => isMalformed(['nodes', index, 'role']))
  const [first, ...more] = nodes.flatMap(({role}, index) => (role === 'control-plane' && !unclear[index] ? [index] : []))
  if (first === undefined && !unclear.includes(true)) {
    findings.push({path: ['nodes'], at: 'key', message: 'has no control plane; one node needs the role control-plane'})
  }
  for (const index of more) {
    const message = `a second control plane beside ${nameOf(['nodes', first!])}: several control planes are not supported by kina yet`
    findings.push({path: ['nodes', index, 'role'], message})
  }
  return findings
}
