import {createReadStream, createWriteStream} from 'node:fs'
import {once} from 'node:events'
import {finished} from 'node:stream/promises'
import type {App} from '../app.js'
import {withThrowawayNode} from '../cluster/throwaway.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'
import type {NodePrograms} from './components.js'
import {contentsOf, type Contents} from './contents.js'
import {imagesOfKubeadm} from './kubeadm-images.js'
import {kubernetesImagesArchive, sandboxImage} from './kubernetes-images.js'
import {settleDatabases} from './store-database.js'
import {sourceDate} from './versions.js'
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
 * brings it back as one tar: images are ready at a node's first boot, nothing is imported when a cluster is made. Gives what it saw there,
 * in the node and in its images.
 */
export async function packStore({app, runtime, stage, programs, workshop, kubernetes, file, progress}: StoreOptions): Promise<readonly Contents[]> {
  return withThrowawayNode(app, {runtime, image: stage}, async (node) => {
    const named = await imagesOfKubeadm(node, kubernetes)
    const archive = programs.source === 'modules' ? await kubernetesImagesArchive({...workshop, kubernetes, named}) : null
    progress(archive ? 'importing' : 'pulling')
    if (archive) await node.exec([IMPORT], {stdin: createReadStream(archive)})
    else await node.exec([IMPORT, '--pull', ...new Set([...named, sandboxImage(kubernetes)])])
    progress('listing what is inside')
    const contents = await contentsOf(node)
    progress('packing')
    await node.exec([PACK, '--close'])
    await settleDatabases(node, sourceDate)
    const output = createWriteStream(file)
    await node.exec([PACK, String(sourceDate)], {onStdout: async (chunk) => void (output.write(chunk) || (await once(output, 'drain')))})
    output.end()
    await finished(output)
    return contents
  })
}
