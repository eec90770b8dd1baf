import type {Finding} from '../image-verify/check.js'
import type {Verification} from '../image-verify/verify.js'

/** One line a check, and a verdict. */
export function verificationText({ref, kubernetes, own, checks}: Verification): string {
  const width = Math.max(...checks.map(({title}) => title.length))
  const mark = Math.max('failed'.length, ...checks.map(({status}) => status.length))
  const lines = checks.map(({status, title, seen}) => `${status.padEnd(mark)}  ${title.padEnd(width)}  ${seen.replaceAll('\n', ' ')}`)
  const what = `${ref}${kubernetes === null ? '' : `, Kubernetes ${kubernetes}`}${own ? '' : ', not built by kina'}`
  return [...lines, '', `${what}: ${verdict(checks.map(({status}) => status))}`].join('\n')
}

function verdict(statuses: readonly Finding['status'][]): string {
  const count = (wanted: Finding['status']) => statuses.filter((status) => status === wanted).length
  if (count('failed') > 0) return `${count('failed')} of ${statuses.length} checks failed.`
  const notes = count('note') > 0 ? `, ${count('note')} with a note` : ''
  if (count('skipped') > 0) return `${statuses.length - count('skipped')} of ${statuses.length} checks passed${notes}; ${count('skipped')} cannot be made here.`
  return `all ${statuses.length} checks passed${notes}.`
}
