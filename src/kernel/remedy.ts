import type {RuntimeBackend} from '../contract/index.js'
import {KERNEL_FEATURES} from './features.js'
import type {Lack} from './lacks.js'

/** What a person can do about a lack on a runtime, most likely first; one sentence or command each. */
export function remediesOf({need, finding}: Lack, {kernelPerNode}: Pick<RuntimeBackend, 'kernelPerNode'>): string[] {
  const avoid = need.avoid === undefined ? [] : [`Avoid it: ${need.avoid}`]
  return [...avoid, kernelPerNode ? 'Give nodes a kernel that has it: kina cluster create --kernel FILE' : sharedKernel(need.feature, finding)]
}

/** The nodes have the kernel of the machine that the runtime is on. */
function sharedKernel(feature: string, finding: Lack['finding']): string {
  const spec = KERNEL_FEATURES.find((known) => known.feature === feature)
  if (spec === undefined || finding === undefined) return 'Load the kernel module, if it is one: modprobe NAME'
  if (finding.config === 'y' || (finding.symbols === 'yes' && finding.trying === 'fails')) return 'The kernel has it, but a node cannot use it: what it answered stands above.'
  if (finding.config === 'm') return `Load its module on the machine that nodes run on: modprobe ${spec.module ?? feature}`
  if (finding.config === 'unknown' && spec.module !== undefined) return `Load its module on the machine that nodes run on, if there is one: modprobe ${spec.module}`
  return `Boot the machine that nodes run on with a kernel that has ${spec.config.map((option) => option.split('|').map((name) => `CONFIG_${name}`).join(' or ')).join(' and ')}, or take a runtime whose nodes boot a kernel of their own.`
}
