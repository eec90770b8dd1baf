import {resolve} from 'node:path'
import {contextFor, type App} from '../app.js'
import {optionsFromFlags} from '../cluster/option-flags.js'
import {withThrowawayNode, type Throwaway} from '../cluster/throwaway.js'
import {emptyConfig} from '../config/merge.js'
import type {CniInstaller, KernelNeed} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {collectEvidence} from '../kernel/evidence.js'
import {judge, reportOf, type Finding} from '../kernel/judge.js'
import {lacksIn, type Lack} from '../kernel/lacks.js'
import {remediesOf} from '../kernel/remedy.js'
import {givenImage, nodeImageRef} from '../node-image/node-image.js'
import {networkPlan} from '../plan/plan.js'
import {loadProvider} from '../registry/load.js'
import {checkOptions} from '../registry/options.js'
import {selectRuntime, type SelectedRuntime} from '../registry/select-runtime.js'
import type {Step} from '../report/step.js'

export interface KernelFlags {
  readonly runtime?: string | undefined
  /** Image of the node that is looked into. Default: kina's own. */
  readonly image?: string | undefined
  readonly cni?: string | undefined
  readonly cniOption?: readonly string[] | undefined
  /** Kernel that the node boots. Default: the runtime's own. */
  readonly kernelFile?: string | undefined
}

/** The kernel of nodes, feature by feature, and what a CNI lacks in it. Plain JSON. */
export interface KernelDiagnosis {
  readonly runtime: string
  readonly image: string
  readonly release: string
  readonly findings: readonly Finding[]
  /** Null: none was asked for. */
  readonly cni: string | null
  readonly needs: readonly KernelNeed[]
  readonly lacks: readonly Lack[]
  /** For each lack, what can be done. */
  readonly remedies: readonly (readonly string[])[]
}

/** Looks at the kernel of nodes anew, in a throw-away node: what was kept of an earlier look may be from before a module was loaded. */
export async function diagnoseKernel(app: App, flags: KernelFlags, step: Step): Promise<KernelDiagnosis> {
  const ask = await needsOf(app, flags)
  const runtime = await selectRuntime(app.registry, (kind, name) => contextFor(app, kind, name), {wanted: flags.runtime, preference: app.defaults.runtimes, say: app.log.info})
  const node = {runtime, image: await imageOf(app, runtime, flags.image, step), kernel: kernelOf(runtime, flags.kernelFile)}
  const {release, findings, needs, lacks} = await step('kernel', 'Kernel of a node', () => look(app, node, ask))
  return {runtime: runtime.name, image: node.image, release, findings, cni: flags.cni ?? null, needs, lacks, remedies: lacks.map((lack) => remediesOf(lack, runtime.provider))}
}

/** Whether the CNI works on it, if perhaps not all of it. */
export function kernelSuffices({lacks}: KernelDiagnosis): boolean {
  return lacks.every(({need}) => need.optional)
}

type Ask = (release: string, findings: readonly Finding[]) => readonly KernelNeed[]

async function look(app: App, like: Throwaway, ask: Ask): Promise<Pick<KernelDiagnosis, 'release' | 'findings' | 'needs' | 'lacks'>> {
  return withThrowawayNode(app, like, async (node) => {
    const evidence = await collectEvidence(node, app.platform)
    const findings = judge(evidence)
    const needs = ask(evidence.release, findings)
    return {release: evidence.release, findings, needs, lacks: await lacksIn(node, needs, findings)}
  })
}

/** What the CNI needs in a cluster without any wishes, but with these options. */
async function needsOf(app: App, {cni, cniOption, runtime}: KernelFlags): Promise<Ask> {
  if (cni === undefined) return () => []
  const {provider} = await loadProvider<CniInstaller>('cni', cni, app.registry.cnis, app.registry.problems)
  const {cniOptions = {}, problems} = await optionsFromFlags(app, emptyConfig, {cni, runtime, cniOption})
  if (problems.length > 0) throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: 'Flags are wrong', detail: problems.join('\n')})
  await checkOptions('cni', app.registry.cnis.get(cni)!, cniOptions)
  return (release, findings) => provider.needs(networkPlan(emptyConfig, {name: 'kina'}), cniOptions, reportOf(release, findings)).kernel
}

async function imageOf(app: App, runtime: SelectedRuntime, wanted: string | undefined, step: Step): Promise<string> {
  const ref = wanted ?? nodeImageRef(app.defaults.kubernetes)
  if (wanted !== undefined) await givenImage(app, runtime, ref, step)
  else if ((await runtime.provider.images.inspect(ref, contextFor(app, 'runtime', runtime.name))) === null) {
    throw new KinaError({
      code: 'E_IMAGE_MISSING',
      message: `To look at the kernel a node is started, and the image ${ref} is not in the store of ${runtime.name}.`,
      next: ['kina image build', 'Or name one that is there: kina doctor --kernel --image IMAGE', 'kina image list shows the node images that are there.'],
    })
  }
  return ref
}

function kernelOf({name, provider}: SelectedRuntime, file: string | undefined): string | undefined {
  if (file === undefined || provider.kernelPerNode) return file === undefined ? undefined : resolve(file)
  throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: `Nodes of the runtime ${name} have the kernel of the machine they run on, and cannot boot ${file}.`, next: ['kina doctor --kernel looks at that one.']})
}
