import {createHash} from 'node:crypto'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {contextFor, type App} from '../app.js'
import {explainDiskErrors} from '../cache/cache-errors.js'
import type {Arch, Context, ImageRecipe, NodeImageBuilder, StoredImage} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import {loadBuilder} from '../registry/load-builder.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'
import type {Step} from '../report/step.js'
import {hostArch} from './arch.js'
import {baseImage} from './base-image.js'
import {copyContext} from './build-context.js'
import {nodePrograms} from './components.js'
import type {SourceWish} from './choose-source.js'
import type {Contents} from './contents.js'
import {foreignStage} from './foreign.js'
import {imageInputs} from './inputs.js'
import {sandboxImage} from './kubernetes-images.js'
import {mirrorsFrom, type Mirrors} from './mirrors.js'
import {hostOf, nodeImageRef} from './node-image.js'
import {removeIfFree, removeReplaced} from './replaced.js'
import {packagesDigest, sbom} from './sbom.js'
import {withScratch} from './scratch.js'
import {packStore} from './store.js'
import {nodeVersions, sourceDate, versionsFile, type ComponentSource} from './versions.js'
import type {Workshop} from './workshop.js'

export interface BuildOptions {
  readonly runtime: SelectedRuntime
  readonly kubernetes: string
  /** Default: this machine's. */
  readonly arch?: Arch
  readonly source: SourceWish
  /** Tag to give. Default: kina's own. */
  readonly ref?: string
  /** Default: what the environment says. */
  readonly mirrors?: Mirrors
}

/**
 * Builds kina's node image: programs, the base stage of the Containerfile, containerd's store filled in a throw-away node of that
 * stage, and the last stage, which only adds the store. For another architecture than this machine's, that node also holds the root file
 * system of the image, and the last stage adds both.
 */
export async function buildNodeImage(app: App, given: BuildOptions, step: Step): Promise<StoredImage> {
  const options = {...given, mirrors: given.mirrors ?? mirrorsFrom([], app.env)}
  return explainDiskErrors(app.cacheRoot, () => buildInSteps(app, options, step))
}

async function buildInSteps(app: App, options: BuildOptions, step: Step): Promise<StoredImage> {
  const {runtime, arch = hostArch()} = options
  const kubernetes = nodeVersions(options.kubernetes).kubernetes
  const ref = options.ref ?? nodeImageRef(kubernetes, arch)
  const builder = await loadBuilder(app, runtime.provider.imageStore)
  const replaced = await runtime.provider.images.inspect(ref, contextFor(app, 'runtime', runtime.name))
  const builderContext = contextFor(app, 'image builder', builder.name)
  const runtimeContext = contextFor(app, 'runtime', runtime.name)
  await withScratch(app, async (directory) => {
    await copyContext(directory)
    const programs = await step('programs', `Programs of Kubernetes ${kubernetes}`, (progress) => nodePrograms({...workshop(app, options, progress), kubernetes, source: options.source, into: join(directory, 'programs')}))
    const base = await step('base', 'Debian base', (progress) => baseImage(runtime.provider, programs.source, workshop(app, options, progress), runtimeContext))
    const recipe = await recipeOf(kubernetes, directory, base)
    const stage = `kina/node-base:${kubernetes}-${recipe.labels[IMAGE_LABELS.inputs] ?? ''}`
    await step('node-base', 'Image, without the store', (progress) => build(builder.provider, {...recipe, ref: stage, target: 'base', labels: {[IMAGE_LABELS.stage]: 'base'}}, builderContext, progress))
    const shop = (progress: (text: string) => void): Workshop => ({...workshop(app, options, progress), arch})
    const foreign = arch === hostArch() ? undefined : await foreignStage({kubernetes, arch, native: {stage, programs, recipe}, directory, workshop: shop, build: (part, progress) => build(builder.provider, part, builderContext, progress), step})
    const last = foreign?.recipe ?? recipe
    const contents = await step('store', 'Images of the control plane, unpacked', (progress) => packStore({app, runtime, stage: foreign?.stage ?? stage, programs, workshop: shop(progress), kubernetes, file: join(last.directory, 'store.tar'), progress, ...(foreign && {foreign: foreign.root})}))
    const made = await describe(last, contents, programs.source)
    await step('node-image', `Image ${ref}`, (progress) => build(builder.provider, {...last, ref, labels: {...last.labels, ...made}}, builderContext, progress))
    // Its layers stay, as the first ones of the finished image. Another build may be using it, or the remains of a killed one.
    for (const leftOver of foreign ? [foreign.stage, stage] : [stage]) await removeIfFree(leftOver, runtime.provider.images, runtimeContext)
  })
  const stored = await runtime.provider.images.inspect(ref, runtimeContext)
  if (replaced && replaced.id !== stored?.id) await removeReplaced(replaced, runtime.provider.images, runtimeContext)
  if (!stored) throw new KinaError({code: 'E_IMAGE_BUILD', message: `The image ${ref} was built, but ${runtime.name} does not have it.`, next: ['kina image list']})
  return stored
}

function workshop(app: App, {mirrors}: BuildOptions, progress: (text: string) => void): Workshop {
  const log = {...app.log, info: progress}
  return {
    ctx: {...contextFor(app, 'image builder', 'core'), log},
    cacheRoot: app.cacheRoot,
    arch: hostArch(),
    host: hostOf(app),
    ...(mirrors && {mirrors}),
    onDownload: ({url, received, total}) => progress(`${url} ${percent(received, total)}`),
  }
}

async function recipeOf(kubernetes: string, directory: string, base: string): Promise<Omit<ImageRecipe, 'ref'>> {
  const arch = hostArch()
  return {
    arch,
    directory,
    args: {BASE: base, KUBERNETES_VERSION: kubernetes, PAUSE_IMAGE: sandboxImage(kubernetes), SOURCE_DATE_EPOCH: String(sourceDate)},
    labels: {[IMAGE_LABELS.kubernetes]: kubernetes, [IMAGE_LABELS.arch]: arch, [IMAGE_LABELS.inputs]: await imageInputs(kubernetes, arch)},
  }
}

/** Writes the bill of materials; gives the labels that say what was found. */
async function describe({directory, labels}: Omit<ImageRecipe, 'ref'>, contents: readonly Contents[], source: ComponentSource): Promise<Record<string, string>> {
  const {[IMAGE_LABELS.kubernetes]: kubernetes = '', [IMAGE_LABELS.arch]: arch = '', [IMAGE_LABELS.inputs]: inputs = ''} = labels
  const text = sbom({ref: nodeImageRef(kubernetes), kubernetes, arch, inputs, date: versionsFile.buildDate}, contents)
  await writeFile(join(directory, 'sbom.cdx.json'), text)
  return {[IMAGE_LABELS.source]: source, [IMAGE_LABELS.packages]: packagesDigest(contents), [IMAGE_LABELS.sbom]: `sha256:${createHash('sha256').update(text).digest('hex')}`}
}

async function build(builder: NodeImageBuilder, recipe: ImageRecipe, ctx: Context, progress: (text: string) => void): Promise<void> {
  await builder.build(recipe, {...ctx, log: {...ctx.log, info: progress}})
}

function percent(received: number, total?: number): string {
  return total === undefined ? `${Math.round(received / 1e6)} MB` : `${Math.round((100 * received) / total)} %`
}
