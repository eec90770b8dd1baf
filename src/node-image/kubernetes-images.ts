import {basename, join} from 'node:path'
import {componentDirectories} from './components.js'
import {debianKey, debianRootfs, SHARED_USERLAND} from './debian.js'
import {digest} from './digest.js'
import {ARCHIVE_FORMAT, writeImageArchive, type ArchivedImage} from './image-archive.js'
import {versionsNamed} from './kubeadm-images.js'
import {pauseProgram} from './pause.js'
import {nodeVersions} from './versions.js'
import {cached, type Workshop} from './workshop.js'

/** An image as kina makes it when there is no registry to pull it from. Commands come from kubeadm's pod manifests. */
interface ImageContent {
  /** Targets by component and program. */
  readonly programs: readonly (readonly [component: string, program: string, target: string])[]
  readonly entrypoint?: readonly string[]
  /** Debian packages of its userland. Absent: none at all. */
  readonly debian?: readonly string[]
}

const CONTENT: Readonly<Record<string, ImageContent>> = {
  'kube-apiserver': {programs: [['kubernetes', 'kube-apiserver', '/usr/local/bin/kube-apiserver']]},
  'kube-controller-manager': {programs: [['kubernetes', 'kube-controller-manager', '/usr/local/bin/kube-controller-manager']]},
  'kube-scheduler': {programs: [['kubernetes', 'kube-scheduler', '/usr/local/bin/kube-scheduler']]},
  'kube-proxy': {
    programs: [['kubernetes', 'kube-proxy', '/usr/local/bin/kube-proxy']],
    debian: SHARED_USERLAND,
  },
  etcd: {programs: [['etcd', 'etcd', '/usr/local/bin/etcd'], ['etcd', 'etcdctl', '/usr/local/bin/etcdctl']]},
  coredns: {programs: [['coredns', 'coredns', '/coredns']], entrypoint: ['/coredns']},
  pause: {programs: [['pause', 'pause', '/pause']], entrypoint: ['/pause']},
}

export interface KubernetesImage {
  /** Such as `kube-apiserver`. */
  readonly name: string
  /** As kubeadm names it: `registry.k8s.io/kube-apiserver:v1.31.0`. */
  readonly ref: string
}

/**
 * The images kubeadm asks for.
 *
 * @throws KinaError E_VERSION_UNKNOWN
 */
export function kubernetesImages(kubernetes: string): readonly KubernetesImage[] {
  return Object.entries(nodeVersions(kubernetes).images).map(([name, ref]) => ({name, ref}))
}

/** The image of pod sandboxes that containerd is told of. A kubeadm may name another one, which nothing starts. */
export function sandboxImage(kubernetes: string): string {
  return nodeVersions(kubernetes).images['pause'] ?? ''
}

export interface ArchiveOptions extends Workshop {
  readonly kubernetes: string
  /** What kubeadm names. Default: what versions.json has. */
  readonly named?: readonly string[]
}

/**
 * All images of a Kubernetes version as one archive, made from Go modules and Debian's packages; cached. Takes minutes when nothing
 * is. In the way `release` there is nothing to make: the images are pulled.
 *
 * @throws KinaError E_VERSION_UNKNOWN, E_COMPONENT_SOURCE, E_GO_MISSING, E_DEBIAN_TOOL_MISSING, E_CACHE_FULL
 */
export async function kubernetesImagesArchive({kubernetes, named = [], ...shop}: ArchiveOptions): Promise<string> {
  const versions = versionsNamed(nodeVersions(kubernetes), named)
  const sandbox = sandboxImage(kubernetes)
  const images = Object.entries(versions.images).map(([name, ref]) => ({ref, ...contentOf(name)}))
  if (images.every(({ref}) => ref !== sandbox)) images.push({ref: sandbox, ...contentOf('pause')})
  const wanted = new Set(images.flatMap(({programs}) => programs.map(([component]) => component)))
  const built = await componentDirectories(versions.components.filter(({name}) => wanted.has(name)), 'modules', shop)
  const directories = new Map([...built, ['pause', join(await pauseProgram(shop), '..')]])
  const keys = [...directories.values()].map((path) => basename(path))
  const debian = images.map((image) => image.debian && debianKey({packages: image.debian}, shop))
  const directory = await cached(shop, `images-kubernetes-${versions.kubernetes}-${shop.arch}-${digest({images, keys, debian, format: ARCHIVE_FORMAT})}`, async (made) => {
    const archived: ArchivedImage[] = []
    for (const {ref, programs, entrypoint, debian: packages} of images) {
      const files = programs.map(([component, program, target]) => ({source: join(directories.get(component) ?? '', program), target}))
      const base = packages === undefined ? [] : [{rootfs: await debianRootfs({packages}, shop)}]
      archived.push({ref, arch: shop.arch, layers: [...base, {files}], ...(entrypoint && {entrypoint})})
    }
    shop.ctx.log.info(`writing ${archived.length} images of Kubernetes ${versions.kubernetes}`)
    await writeImageArchive(join(made, 'images.tar'), archived)
  })
  return join(directory, 'images.tar')
}

function contentOf(image: string): ImageContent {
  const content = CONTENT[image]
  if (content === undefined) throw new TypeError(`versions.json names the image ${image}, and kina does not know what is in it`)
  return content
}
