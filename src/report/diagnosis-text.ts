import type {Diagnosis, Result} from '../preflight/doctor.js'
import {kernelText} from './kernel-text.js'
import {runtimeReportText} from './runtime-report-text.js'

const MARK: Readonly<Record<Exclude<Result['status'], 'elsewhere'>, string>> = {ok: 'ok     ', note: 'note   ', missing: 'missing'}

/** One line a check, its notes and its fix below it, a verdict at the end, and the report if there is one. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const {results, report, kernel} = diagnosis
  const width = Math.max(...results.map(({title}) => title.length))
  const below = ' '.repeat(width + 11)
  const lines = results.flatMap(({status, title, detail, notes = [], fix}) =>
    status === 'elsewhere'
      ? []
      : [
          `${MARK[status]}  ${title.padEnd(width)}  ${detail.split('\n').join(`\n${below}`)}`,
          ...notes.map((note) => `${below}note: ${note}`),
          ...(fix !== undefined && status !== 'ok' ? [`${below}fix: ${fix}`] : []),
        ])
  return [...lines, ...elsewhere(results), '', verdict(diagnosis), ...(report ? ['', runtimeReportText(report)] : []), ...(kernel ? ['', kernelText(kernel)] : [])].join('\n')
}

/** One line for all: nothing can be done about them. */
function elsewhere(results: readonly Result[]): string[] {
  const titles = results.filter(({status}) => status === 'elsewhere').map(({title}) => title)
  return titles.length === 0 ? [] : [`Not for this machine: ${titles.join(', ')}`]
}

function verdict({results, healthy, runtime}: Diagnosis): string {
  const chosen = runtime === undefined ? '' : ` --runtime ${runtime}`
  if (healthy) return `Ready to make clusters: kina cluster create${chosen}`
  const fixable = results.some(({status, fix, packages, commands}) => status === 'missing' && (packages !== undefined || commands !== undefined || fix?.includes('kina doctor --fix')))
  return fixable ? `Not ready yet. kina doctor${chosen} --fix installs and sets what it can.` : 'Not ready yet: what is missing stands above.'
}
