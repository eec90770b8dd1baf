import {cp, mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {Arch, ImageRecipe} from '../contract/index.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import type {Step} from '../report/step.js'
import {nodePrograms, type NodePrograms} from './components.js'
import {imageInputs} from './inputs.js'
import {nodeImageDirectory} from './versions.js'
import type {Workshop} from './workshop.js'

export interface ForeignOptions {
  readonly kubernetes: string
  readonly arch: Arch
  /** The same node for this machine: the image of its stage `base`, what was put into it, and how it is made. */
  readonly native: {readonly stage: string; readonly programs: NodePrograms; readonly recipe: Pick<ImageRecipe, 'arch' | 'args'>}
  /** Of the whole build. */
  readonly directory: string
  /** For the other architecture. */
  readonly workshop: (progress: (text: string) => void) => Workshop
  readonly build: (recipe: ImageRecipe, progress: (text: string) => void) => Promise<void>
  readonly step: Step
}

export interface Foreign {
  /** Image for a throw-away node on this machine, which has the other's root file system in it. */
  readonly stage: string
  /** Where that is, and the file to bring it to. */
  readonly root: {readonly path: string; readonly file: string}
  /** The last stage; complete when the store is there. */
  readonly recipe: Omit<ImageRecipe, 'ref'>
}

/**
 * A node for another architecture, up to its store. No program of it runs here: programs are cross-built or downloaded, and its Debian is
 * this machine's, configured, with the files of the other architecture's packages.
 */
export async function foreignStage({kubernetes, arch, native, directory, workshop, build, step}: ForeignOptions): Promise<Foreign> {
  const source = join(nodeImageDirectory, 'foreign')
  const [tree, last] = [join(directory, 'foreign', 'tree'), join(directory, 'foreign', 'node')]
  await mkdir(join(directory, 'foreign'))
  await Promise.all([cp(join(source, 'tree'), tree, {recursive: true}), cp(join(source, 'node'), last, {recursive: true})])
  // The same way for both: a build is never half from releases.
  await step('foreign-programs', `Programs of Kubernetes ${kubernetes} for ${arch}`, (progress) => nodePrograms({...workshop(progress), kubernetes, source: native.programs.source, into: join(last, 'programs')}))
  await cp(join(last, 'programs'), join(tree, 'programs'), {recursive: true})
  await writeFile(join(tree, 'programs.txt'), native.programs.paths.map((path) => `${path}\n`).join(''))
  const inputs = await imageInputs(kubernetes, arch)
  const {SOURCE_DATE_EPOCH = ''} = native.recipe.args
  const stage = `kina/node-tree:${kubernetes}-${arch}-${inputs}`
  await step('foreign-tree', `Debian for ${arch}`, (progress) => build({ref: stage, arch: native.recipe.arch, directory: tree, args: {NATIVE: native.stage, ARCH: arch, SOURCE_DATE_EPOCH}, labels: {[IMAGE_LABELS.stage]: 'tree'}}, progress))
  const labels = {[IMAGE_LABELS.kubernetes]: kubernetes, [IMAGE_LABELS.arch]: arch, [IMAGE_LABELS.inputs]: inputs}
  return {stage, root: {path: '/foreign/root.tar', file: join(last, 'root.tar')}, recipe: {arch, directory: last, args: {SOURCE_DATE_EPOCH}, labels}}
}
