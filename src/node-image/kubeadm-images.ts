import type {Node} from '../contract/index.js'
import {KinaError} from '../errors.js'
import type {NodeVersions} from './versions.js'

/** References of the images that the kubeadm in a node names for its version: it knows better than versions.json what goes with a patch. */
export async function imagesOfKubeadm(node: Node, kubernetes: string): Promise<readonly string[]> {
  const {stdout} = await node.exec(['kubeadm', 'config', 'images', 'list', '--kubernetes-version', kubernetes])
  return stdout.split('\n').filter((line) => line !== '')
}

/**
 * The versions with kubeadm's images in place of those of versions.json, and with the components that these are made of. Pure.
 *
 * @throws KinaError E_IMAGE_BUILD for an image that versions.json has none like
 */
export function versionsNamed(versions: NodeVersions, refs: readonly string[]): NodeVersions {
  const named = new Map(refs.map((ref) => [nameOf(ref), ref]))
  const unknown = [...named].filter(([name]) => !(name in versions.images)).map(([, ref]) => ref)
  if (unknown.length > 0) {
    throw new KinaError({
      code: 'E_IMAGE_BUILD',
      message: `kubeadm of Kubernetes ${versions.kubernetes} names ${unknown.join(', ')}, and kina does not know what is in it.`,
      next: [`kina image build --kubernetes ${versions.kubernetes} --source release`],
    })
  }
  const images = Object.fromEntries(Object.entries(versions.images).map(([name, ref]) => [name, named.get(name) ?? ref]))
  const components = versions.components.map((component) => {
    const ref = images[component.name]
    if (ref === undefined || ref === versions.images[component.name]) return component
    const version = versionOf(ref)
    return {...component, version: {release: version, modules: version}}
  })
  return {...versions, components, images}
}

/** `coredns` of `registry.k8s.io/coredns/coredns:v1.14.6`. */
function nameOf(ref: string): string {
  return ref.replace(/^.*\//, '').replace(/:.*/, '')
}

/** `v3.7.0` of `registry.k8s.io/etcd:3.7.0-0`: what follows the hyphen counts builds of the image. */
function versionOf(ref: string): string {
  return `v${ref.replace(/^.*:v?/, '').replace(/-\d+$/, '')}`
}
