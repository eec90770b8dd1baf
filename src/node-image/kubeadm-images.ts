import type {Node} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {kubernetesImages} from './kubernetes-images.js'
import type {ComponentSource} from './versions.js'

export interface KubeadmImagesOptions {
  readonly kubernetes: string
  readonly source: ComponentSource
}

/**
 * References of the images a node needs: those its kubeadm names, which knows better than versions.json what goes with a patch version, and
 * the sandbox image that containerd is told of. From Go modules only what versions.json names can be made.
 *
 * @throws KinaError E_IMAGE_BUILD when kubeadm names an image that is not going to be there
 */
export async function imagesOfKubeadm(node: Node, {kubernetes, source}: KubeadmImagesOptions): Promise<readonly string[]> {
  const {stdout} = await node.exec(['kubeadm', 'config', 'images', 'list', '--kubernetes-version', kubernetes])
  const named = stdout.split('\n').filter((line) => line !== '')
  const made = kubernetesImages(kubernetes)
  const unmade = named.filter((ref) => !made.some((image) => image.ref === ref))
  if (source === 'release') return [...new Set([...named, ...made.filter(({name}) => name === 'pause').map(({ref}) => ref)])]
  if (unmade.length === 0) return named
  throw new KinaError({
    code: 'E_IMAGE_BUILD',
    message: `kubeadm of Kubernetes ${kubernetes} names ${unmade.join(', ')}, but what can be built from Go modules is ${made.map(({ref}) => ref).join(', ')}.`,
    next: [`kina image build --kubernetes ${kubernetes} --source release`],
  })
}
