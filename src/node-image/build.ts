import {cp} from 'node:fs/promises'
import {join} from 'node:path'
import {contextFor, type App} from '../app.js'
import {explainDiskErrors} from '../cache/cache-errors.js'
import type {Context, ImageRecipe, NodeImageBuilder, StoredImage} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import {loadBuilder} from '../registry/load-builder.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'
import type {Step} from '../report/step.js'
import {baseImage} from './base-image.js'
import {nodePrograms} from './components.js'
import type {SourceWish} from './choose-source.js'
import {imageInputs} from './inputs.js'
import {sandboxImage} from './kubernetes-images.js'
import {mirrorsFrom, type Mirrors} from './mirrors.js'
import {hostArch, hostOf, nodeImageRef} from './node-image.js'
import {removeIfFree, removeReplaced} from './replaced.js'
import {withScratch} from './scratch.js'
import {packStore} from './store.js'
import {nodeImageDirectory, nodeVersions} from './versions.js'
import type {Workshop} from './workshop.js'

export interface BuildOptions {
  readonly runtime: SelectedRuntime
  readonly kubernetes: string
  readonly source: SourceWish
  /** Tag to give. Default: kina's own. */
  readonly ref?: string
  /** Default: what the environment says. */
  readonly mirrors?: Mirrors
}

/**
 * Builds kina's node image: programs, the base stage of the Containerfile, containerd's store filled in a throw-away node of that
 * stage, and the last stage, which only adds the store.
 */
export async function buildNodeImage(app: App, given: BuildOptions, step: Step): Promise<StoredImage> {
  const options = {...given, mirrors: given.mirrors ?? mirrorsFrom([], app.env)}
  return explainDiskErrors(app.cacheRoot, () => buildInSteps(app, options, step))
}

async function buildInSteps(app: App, options: BuildOptions, step: Step): Promise<StoredImage> {
  const {runtime} = options
  const kubernetes = nodeVersions(options.kubernetes).kubernetes
  const ref = options.ref ?? nodeImageRef(kubernetes)
  const builder = await loadBuilder(app, runtime.provider.imageStore)
  const replaced = await runtime.provider.images.inspect(ref, contextFor(app, 'runtime', runtime.name))
  const builderContext = contextFor(app, 'image builder', builder.name)
  const runtimeContext = contextFor(app, 'runtime', runtime.name)
  await withScratch(app, async (directory) => {
    for (const part of ['Containerfile', 'rootfs']) await cp(join(nodeImageDirectory, part), join(directory, part), {recursive: true})
    const programs = await step('programs', `Programs of Kubernetes ${kubernetes}`, (progress) => nodePrograms({...workshop(app, options, progress), kubernetes, source: options.source, into: join(directory, 'programs')}))
    const base = await step('base', 'Debian base', (progress) => baseImage(runtime.provider, programs.source, workshop(app, options, progress), runtimeContext))
    const recipe = await recipeOf(kubernetes, directory, base)
    const stage = `kina/node-base:${kubernetes}-${recipe.labels[IMAGE_LABELS.inputs] ?? ''}`
    await step('node-base', 'Image, without the store', (progress) => build(builder.provider, {...recipe, ref: stage, target: 'base', labels: {[IMAGE_LABELS.stage]: 'base'}}, builderContext, progress))
    await step('store', 'Images of the control plane, unpacked', (progress) => packStore({app, runtime, stage, programs, workshop: workshop(app, options, progress), kubernetes, file: join(directory, 'store.tar'), progress}))
    await step('node-image', `Image ${ref}`, (progress) => build(builder.provider, {...recipe, ref}, builderContext, progress))
    // Its layers stay, as the first ones of the finished image. Another build may be using it, or the remains of a killed one.
    await removeIfFree(stage, runtime.provider.images, runtimeContext)
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
    args: {BASE: base, KUBERNETES_VERSION: kubernetes, PAUSE_IMAGE: sandboxImage(kubernetes)},
    labels: {[IMAGE_LABELS.kubernetes]: kubernetes, [IMAGE_LABELS.arch]: arch, [IMAGE_LABELS.inputs]: await imageInputs(kubernetes, arch)},
  }
}

async function build(builder: NodeImageBuilder, recipe: ImageRecipe, ctx: Context, progress: (text: string) => void): Promise<void> {
  await builder.build(recipe, {...ctx, log: {...ctx.log, info: progress}})
}

function percent(received: number, total?: number): string {
  return total === undefined ? `${Math.round(received / 1e6)} MB` : `${Math.round((100 * received) / total)} %`
}
