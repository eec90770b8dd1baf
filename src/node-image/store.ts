import {createReadStream, createWriteStream} from 'node:fs'
import {once} from 'node:events'
import {finished} from 'node:stream/promises'
import type {App} from '../app.js'
import {withThrowawayNode} from '../cluster/throwaway.js'
import type {Argv, Node} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {writeFiles} from '../node/write-file.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'
import type {NodePrograms} from './components.js'
import {contentsOf, type Contents} from './contents.js'
import {imagesOfKubeadm} from './kubeadm-images.js'
import {kubernetesImagesArchive, sandboxImage} from './kubernetes-images.js'
import {registryFiles} from './mirrors.js'
import {settleDatabases} from './store-database.js'
import {sourceDate} from './versions.js'
import type {Workshop} from './workshop.js'

export interface StoreOptions {
  readonly app: App
  readonly runtime: SelectedRuntime
  /** Image of the base stage: it has containerd, but an empty store. */
  readonly stage: string
  readonly programs: NodePrograms
  /** For the architecture of the image, which the node's need not be. */
  readonly workshop: Workshop
  readonly kubernetes: string
  /** Tar file to write: containerd's directory with all images of the control plane, unpacked. */
  readonly file: string
  readonly progress: (text: string) => void
  /** Of an image for another architecture than the node's: where its root file system is in the node, a tar, and the file to bring it to. */
  readonly foreign?: {readonly path: string; readonly file: string}
}

/** Scripts of the node image. */
const IMPORT = '/usr/local/lib/kina/store-import'
const PACK = '/usr/local/lib/kina/store-pack'

/**
 * Fills containerd's store in a node of the base stage, because unpacking needs real mounts, which an image build does not have, and
 * brings it back as one tar: images are ready at a node's first boot, nothing is imported when a cluster is made. Gives what it saw there,
 * in the node and in its images.
 */
export async function packStore({app, runtime, stage, programs, workshop, kubernetes, file, progress, foreign}: StoreOptions): Promise<readonly Contents[]> {
  return withThrowawayNode(app, {runtime, image: stage}, async (node) => {
    const named = await imagesOfKubeadm(node, kubernetes)
    const archive = programs.source === 'modules' ? await kubernetesImagesArchive({...workshop, kubernetes, named}) : null
    progress(archive ? 'importing' : 'pulling')
    const other = foreign ? ['--arch', workshop.arch] : []
    if (archive) await node.exec([IMPORT, ...other], {stdin: createReadStream(archive)})
    else await pull(node, [...other, '--pull'], [...new Set([...named, sandboxImage(kubernetes)])], workshop)
    progress('listing what is inside')
    const contents = await contentsOf(node, foreign && {root: foreign.path, platform: `linux/${workshop.arch}`})
    progress('packing')
    await node.exec([PACK, '--close'])
    await settleDatabases(node, sourceDate)
    await intoFile(node, [PACK, String(sourceDate)], file)
    if (foreign) await intoFile(node, ['cat', foreign.path], foreign.file)
    return contents
  })
}

async function intoFile(node: Node, argv: Argv, file: string): Promise<void> {
  const output = createWriteStream(file)
  await node.exec(argv, {onStdout: async (chunk) => void (output.write(chunk) || (await once(output, 'drain')))})
  output.end()
  await finished(output)
}

/** By the node's own containerd, from the registries or from the user's mirrors of them. */
async function pull(node: Node, args: readonly string[], refs: readonly string[], {ctx, mirrors = {}}: Workshop): Promise<void> {
  const files = registryFiles(mirrors)
  if (files.length > 0) await writeFiles(node, files)
  try {
    await node.exec([IMPORT, ...args, ...refs])
  } catch (error) {
    ctx.signal.throwIfAborted()
    const registries = [...new Set(refs.map((ref) => ref.replace(/\/.*/, '')))]
    throw new KinaError(
      {
        code: 'E_DOWNLOAD_FAILED',
        message: `The images that kubeadm names cannot be pulled in the node ${node.name}: ${refs.join(', ')}.`,
        detail: error instanceof KinaError ? (error.detail ?? error.message) : messageOf(error),
        next: [
          ...registries.map((registry) => `curl -sSI ${mirrors[registry] ?? `https://${registry}`}/v2/`),
          ...registries.map((registry) => `Take another registry with the same images, which a container here reaches: kina image build --mirror ${registry}=URL`),
          'Or build them: kina image build --source modules',
        ],
      },
      {cause: error},
    )
  }
}
