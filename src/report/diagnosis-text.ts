import type {Diagnosis, Result} from '../preflight/doctor.js'

const MARK: Readonly<Record<Result['status'], string>> = {ok: 'ok     ', note: 'note   ', missing: 'missing'}

/** One line a check, its fix below it, a verdict at the end. */
export function diagnosisText({results, healthy}: Diagnosis): string {
  const width = Math.max(...results.map(({title}) => title.length))
  const lines = results.flatMap(({status, title, detail, fix}) => [
    `${MARK[status]}  ${title.padEnd(width)}  ${detail.split('\n').join(`\n${' '.repeat(width + 11)}`)}`,
    ...(fix !== undefined && status !== 'ok' ? [`${' '.repeat(width + 11)}fix: ${fix}`] : []),
  ])
  const verdict = healthy ? 'Ready to make clusters: kina cluster create' : 'Not ready yet. kina doctor --fix installs and sets what it can.'
  return [...lines, '', verdict].join('\n')
}
