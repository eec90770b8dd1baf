import type {CniNeeds, KernelReport} from '../contract/index.js'
import {KinaError} from '../errors.js'

/** All features of core's list that the CNI needs and the kernel lacks, at once. A feature with a probe of its own is the plugin's to explain. */
export async function checkKernel(needs: CniNeeds, kernel: KernelReport, cni: string | null): Promise<void> {
  const lacking = needs.kernel.filter(({feature}) => kernel.features[feature]?.present === false)
  if (lacking.length === 0) return
  throw new KinaError({
    code: 'E_KERNEL_FEATURE',
    message: `The kernel ${kernel.release} lacks what the CNI ${cni ?? 'none'} needs: ${lacking.map(({feature}) => feature).join(', ')}.`,
    detail: lacking.map(({feature, why}) => `${feature}: ${why}\n  seen: ${kernel.features[feature]?.detail ?? ''}`).join('\n'),
    next: ['Choose another CNI with --cni; kina plugins shows which there are.', 'Or load the kernel module, if it is one: modprobe NAME'],
  })
}
