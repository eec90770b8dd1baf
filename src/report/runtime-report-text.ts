import type {Assumption} from '../contract/index.js'
import type {RuntimeReport} from '../preflight/runtime-report.js'

/** Each assumption with what was seen and how a person can look, and how many hold at the end. */
export function runtimeReportText({runtime, assumptions, failure}: RuntimeReport): string {
  const blocks = assumptions.map(({id, text, check, holds, seen}) =>
    [`${MARK[markOf(holds)]}  ${id}: ${text}`, `${INDENT}seen:  ${indented(seen, '       ')}`, `${INDENT}check: ${indented(check, '       ')}`].join('\n'))
  const ending = failure === undefined ? [] : [`The report is not complete: ${failure}`]
  return [`Report of runtime ${runtime}`, '', ...blocks, ...(blocks.length > 0 ? [''] : []), counts(assumptions), ...ending].join('\n')
}

const MARK = {holds: 'holds  ', fails: 'FAILS  ', unknown: 'unknown'} as const
const INDENT = ' '.repeat(9)

function markOf(holds: Assumption['holds']): keyof typeof MARK {
  return holds === null ? 'unknown' : holds ? 'holds' : 'fails'
}

function indented(text: string, more: string): string {
  return text.trimEnd().split('\n').join(`\n${INDENT}${more}`)
}

function counts(assumptions: readonly Assumption[]): string {
  const count = (mark: keyof typeof MARK) => assumptions.filter(({holds}) => markOf(holds) === mark).length
  return `${count('holds')} ${count('holds') === 1 ? 'holds' : 'hold'}, ${count('fails')} ${count('fails') === 1 ? 'does' : 'do'} not, ${count('unknown')} could not be looked at.`
}
