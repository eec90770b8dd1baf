import type {Spec} from './ginkgo-report.js'

/** What the tests showed of one CNI. */
export interface Result {
  readonly cni: string
  readonly cniVersion: string
  readonly kubernetes: string
  readonly runtime: string
  readonly platform: string
  readonly nodes: number
  /** Of the run, as 2026-11-26. */
  readonly date: string
  /** By name; seconds are whole. */
  readonly specs: readonly Spec[]
}

const [BEGIN, END] = ['<!-- results -->', '<!-- end of results -->'] as const

/** The page with these results in the place of those that stood there. */
export function resultsInto(page: string, results: readonly Result[]): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (from < 0 || to < from) throw new Error(`the page has no ${BEGIN} before an ${END}`)
  const text = results.length === 0 ? 'No run has been recorded yet.' : `${totals(results)}\n\n${everyTest(results)}`
  return `${page.slice(0, from)}${BEGIN}\n\n${text}\n\n${page.slice(to)}`
}

function totals(results: readonly Result[]): string {
  const rows = results.map(({cni, cniVersion, kubernetes, runtime, platform, nodes, date, specs}) => {
    const counts = (['passed', 'failed', 'skipped'] as const).map((state) => specs.filter((spec) => spec.state === state).length)
    return [`${cni} ${cniVersion}`, kubernetes, `${nodes} nodes, ${runtime}, ${platform}`, date, ...counts]
  })
  return table(['CNI', 'Kubernetes', 'Cluster', 'Run on', 'Passed', 'Failed', 'Skipped'], rows)
}

function everyTest(results: readonly Result[]): string {
  const names = [...new Set(results.flatMap(({specs}) => specs.map(({name}) => name)))].sort()
  const cell = ({specs}: Result, name: string) => {
    const spec = specs.find((one) => one.name === name)
    if (spec === undefined) return 'not run'
    return spec.state === 'passed' ? `${spec.seconds} s` : `**${spec.state}**: ${spec.message}`
  }
  return table(['Test', ...results.map(({cni}) => cni)], names.map((name) => [name, ...results.map((result) => cell(result, name))]))
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}
