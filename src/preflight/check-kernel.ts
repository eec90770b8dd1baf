import type {App} from '../app.js'
import {withThrowawayNode, type Throwaway} from '../cluster/throwaway.js'
import type {CniNeeds, KernelNeed, KernelReport} from '../contract/index.js'
import {KinaError} from '../errors.js'

export interface KernelCheck {
  readonly needs: CniNeeds
  readonly kernel: KernelReport
  readonly cni: string | null
  /** Node to try probes of the CNI's own in. */
  readonly node: Throwaway
}

/** All features that the CNI needs and the kernel lacks, at once: of core's list by its report, others by the probes they bring. */
export async function checkKernel(app: App, {needs, kernel, cni, node}: KernelCheck): Promise<void> {
  const known = needs.kernel.filter(({feature}) => kernel.features[feature] !== undefined)
  const others = needs.kernel.filter((need) => !known.includes(need))
  const lacking = [
    ...known.flatMap((need) => (kernel.features[need.feature]?.present ? [] : [{need, seen: kernel.features[need.feature]?.detail ?? ''}])),
    ...(others.length > 0 ? await tried(app, node, others) : []),
  ]
  if (lacking.length === 0) return
  throw new KinaError({
    code: 'E_KERNEL_FEATURE',
    message: `The kernel ${kernel.release} lacks what the CNI ${cni ?? 'none'} needs: ${lacking.map(({need}) => need.feature).join(', ')}.`,
    detail: lacking.map(({need, seen}) => `${need.feature}: ${need.why}\n  seen: ${seen}`).join('\n'),
    next: ['Choose another CNI with --cni; kina plugins shows which there are.', node.runtime.provider.kernelPerNode ? 'Or give nodes a kernel that has it: kina cluster create --kernel FILE' : 'Or load the kernel module, if it is one: modprobe NAME'],
  })
}

/** Those that a throw-away node does not have. A feature that nobody knows and that brings no probe cannot be had. */
async function tried(app: App, like: Throwaway, needs: readonly KernelNeed[]): Promise<{need: KernelNeed; seen: string}[]> {
  return withThrowawayNode(app, like, async (node) => {
    const results = await Promise.all(
      needs.map(async (need) => {
        if (need.probe === undefined) return {need, seen: 'kina does not know this feature, and the CNI brings no probe for it'}
        const {exitCode, stderr} = await node.exec(need.probe, {allowFailure: true})
        return exitCode === 0 ? null : {need, seen: stderr.trim() || `${need.probe.join(' ')}: exit code ${exitCode}`}
      }),
    )
    return results.filter((result) => result !== null)
  })
}
