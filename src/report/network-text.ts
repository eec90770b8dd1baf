import type {Checked, NetworkVerification} from '../network-verify/verify.js'

/** One line a check, below it where packets are lost, and a verdict. */
export function networkText({cluster, cni, nodes, seconds, checks}: NetworkVerification): string {
  const mark = Math.max(...checks.map(({status}) => status.length))
  const width = Math.max(...checks.map(({title}) => title.length))
  const lines = checks.flatMap(({status, title, seen, hop, evidence = []}) => {
    const more = [...(hop === undefined ? [] : [`lost: ${hop}`]), ...evidence]
    return [`${status.padEnd(mark)}  ${title.padEnd(width)}  ${oneLine(seen)}`, ...more.map((line) => `${' '.repeat(mark)}    ${oneLine(line)}`)]
  })
  const what = `Pod network of "${cluster}", ${cni === null ? 'with a CNI that kina did not install' : `CNI ${cni}`}, ${nodes} ${nodes === 1 ? 'node' : 'nodes'}, ${seconds} s`
  return [...lines, '', `${what}: ${verdict(checks)}`].join('\n')
}

/** Words of programs may have characters that a terminal would obey. */
function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/\p{Cc}/gu, '\uFFFD')
}

function verdict(checks: readonly Checked[]): string {
  const count = (wanted: Checked['status']) => checks.filter(({status}) => status === wanted).length
  const others = [count('unsupported') > 0 && `${count('unsupported')} not supported`, count('skipped') > 0 && `${count('skipped')} skipped`].filter(Boolean)
  const tail = others.length > 0 ? `; ${others.join(', ')}` : ''
  return count('failed') > 0 ? `${count('failed')} of ${checks.length} checks failed${tail}.` : `${count('ok')} of ${checks.length} checks passed${tail}.`
}
