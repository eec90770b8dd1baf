import type {Verification} from '../image-verify/verify.js'

const MARK = {ok: 'ok    ', note: 'note  ', failed: 'failed'} as const

/** One line a check, and a verdict. */
export function verificationText({ref, kubernetes, own, checks}: Verification): string {
  const width = Math.max(...checks.map(({title}) => title.length))
  const lines = checks.map(({status, title, seen}) => `${MARK[status]}  ${title.padEnd(width)}  ${seen.replaceAll('\n', ' ')}`)
  const what = `${ref}${kubernetes === null ? '' : `, Kubernetes ${kubernetes}`}${own ? '' : ', not built by kina'}`
  return [...lines, '', `${what}: ${verdict(checks.map(({status}) => status))}`].join('\n')
}

function verdict(statuses: readonly (keyof typeof MARK)[]): string {
  const count = (wanted: keyof typeof MARK) => statuses.filter((status) => status === wanted).length
  if (count('failed') > 0) return `${count('failed')} of ${statuses.length} checks failed.`
  return `all ${statuses.length} checks passed${count('note') > 0 ? `, ${count('note')} with a note` : ''}.`
}
