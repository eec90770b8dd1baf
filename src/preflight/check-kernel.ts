import type {App} from '../app.js'
import type {Throwaway} from '../cluster/throwaway.js'
import type {CniNeeds} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {lacksOf} from '../kernel/lacks.js'
import {remediesOf} from '../kernel/remedy.js'
import {lackLines} from '../report/lack-lines.js'
import type {NodeFacts} from './kernel-report.js'

export interface KernelCheck {
  readonly needs: CniNeeds
  readonly facts: NodeFacts
  readonly cni: string | null
  /** Node to try probes of the CNI's own in. */
  readonly node: Throwaway
}

/**
 * Refuses a kernel without what the CNI needs, and warns of what it would only use.
 *
 * @throws KinaError E_KERNEL_FEATURE, with all that is missing at once
 */
export async function checkKernel(app: App, {needs, facts: {kernel, findings}, cni, node}: KernelCheck): Promise<void> {
  const all = await lacksOf(app, {needs: needs.kernel, findings, node})
  const lacks = all.filter(({need}) => !need.optional)
  if (lacks.length === 0) {
    for (const {need} of all) app.log.warn(`The kernel ${kernel.release} lacks ${need.feature}: ${need.why}${need.avoid === undefined ? '' : ` (${need.avoid})`}`)
    return
  }
  throw new KinaError({
    code: 'E_KERNEL_FEATURE',
    message: `The kernel ${kernel.release} lacks what the CNI ${cni ?? 'none'} needs: ${lacks.map(({need}) => need.feature).join(', ')}.`,
    detail: lacks.flatMap(lackLines).join('\n'),
    next: [
      ...new Set(lacks.flatMap((lack) => remediesOf(lack, node.runtime.provider))),
      'Choose another CNI with --cni; kina plugins shows which there are.',
      `All of this kernel: kina doctor --kernel --cni ${cni ?? 'NAME'} --runtime ${node.runtime.name}`,
    ],
  })
}
