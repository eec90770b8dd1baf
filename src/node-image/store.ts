import {createReadStream, createWriteStream} from 'node:fs'
import {once} from 'node:events'
import {finished} from 'node:stream/promises'
import type {App} from '../app.js'
import type {Node} from '../contract/index.js'
import {withThrowawayNode} from '../cluster/throwaway.js'
import {KinaError, messageOf} from '../errors.js'
import {writeFiles} from '../node/write-file.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'
import type {NodePrograms} from './components.js'
import {imagesOfKubeadm} from './kubeadm-images.js'
import {kubernetesImagesArchive, sandboxImage} from './kubernetes-images.js'
import {registryFiles} from './mirrors.js'
import type {Workshop} from './workshop.js'

export interface StoreOptions {
  readonly app: App
  readonly runtime: SelectedRuntime
  /** Image of the base stage: it has containerd, but an empty store. */
  readonly stage: string
  readonly programs: NodePrograms
  readonly workshop: Workshop
  readonly kubernetes: string
  /** Tar file to write: containerd's directory with all images of the control plane, unpacked. */
  readonly file: string
  readonly progress: (text: string) => void
}

/** Scripts of the node image. */
const IMPORT = '/usr/local/lib/kina/store-import'
const PACK = '/usr/local/lib/kina/store-pack'

/**
 * Fills containerd's store in a node of the base stage, because unpacking needs real mounts, which an image build does not have, and
 * brings it back as one tar: images are ready at a node's first boot, nothing is imported when a cluster is made.
 */
export async function packStore({app, runtime, stage, programs, workshop, kubernetes, file, progress}: StoreOptions): Promise<void> {
  await withThrowawayNode(app, {runtime, image: stage}, async (node) => {
    const named = await imagesOfKubeadm(node, kubernetes)
    const archive = programs.source === 'modules' ? await kubernetesImagesArchive({...workshop, kubernetes, named}) : null
    progress(archive ? 'importing' : 'pulling')
    if (archive) await node.exec([IMPORT], {stdin: createReadStream(archive)})
    else await pull(node, [...new Set([...named, sandboxImage(kubernetes)])], workshop)
    progress('packing')
    const output = createWriteStream(file)
    await node.exec([PACK], {onStdout: async (chunk) => void (output.write(chunk) || (await once(output, 'drain')))})
    output.end()
    await finished(output)
  })
}

/** By the node's own containerd, from the registries or from the user's mirrors of them. */
async function pull(node: Node, refs: readonly string[], {ctx, mirrors = {}}: Workshop): Promise<void> {
  const files = registryFiles(mirrors)
  if (files.length > 0) await writeFiles(node, files)
  try {
    await node.exec([IMPORT, '--pull', ...refs])
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
