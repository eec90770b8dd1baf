import type {KernelNeed} from '../contract/index.js'
import type {KernelDiagnosis} from '../preflight/kernel-diagnosis.js'
import type {Finding} from '../kernel/judge.js'
import {lackLines} from './lack-lines.js'
import {table} from './table.js'

/** Every feature as each way shows it, then where the ways differ, then what a CNI lacks and what to do. */
export function kernelText({runtime, release, findings, cni, needs, lacks, remedies}: KernelDiagnosis): string {
  const rows = findings.map((finding) => [finding.feature, finding.config, finding.symbols, finding.trying, VERDICTS[String(finding.present) as keyof typeof VERDICTS], neededBy(finding, cni, needs)])
  const differing = findings.flatMap(({feature, disagreement}) => (disagreement === undefined ? [] : [`${feature}: ${disagreement}`]))
  const missing = lacks.flatMap((lack, i) => ['', `${lack.need.optional ? 'note   ' : 'missing'}  ${lackLines(lack).join(`\n${INDENT}`)}`, ...(remedies[i] ?? []).map((remedy) => `${INDENT}fix: ${remedy}`)])
  return [
    `Kernel ${release} of nodes on ${runtime}`,
    '',
    table(['FEATURE', 'CONFIG', 'FUNCTIONS', 'TRYING', 'VERDICT', 'NEEDED BY'], rows),
    ...(differing.length === 0 ? [] : ['', 'The ways differ:', ...differing.map((line) => `  ${line}`)]),
    ...missing,
    '',
    verdict(cni, lacks),
  ].join('\n')
}

const VERDICTS = {true: 'has it', false: 'lacks it', null: 'not known'} as const
const INDENT = ' '.repeat(9)

function neededBy({feature}: Finding, cni: string | null, needs: readonly KernelNeed[]): string {
  const need = needs.find((one) => one.feature === feature)
  return need === undefined || cni === null ? '' : need.optional ? `${cni}, in part` : cni
}

function verdict(cni: string | null, lacks: KernelDiagnosis['lacks']): string {
  if (cni === null) return 'What a CNI needs of these: kina doctor --kernel --cni NAME'
  const hard = lacks.filter(({need}) => !need.optional).length
  if (hard > 0) return `${cni} does not work on this kernel: ${hard === 1 ? 'one feature is' : `${hard} features are`} missing.`
  return lacks.length === 0 ? `${cni} finds all it needs.` : `${cni} works on this kernel, but not all of it.`
}
