import type {Arch} from '../../contract/index.js'
import type {Finding, Subject} from '../check.js'
import type {Contents, ImageFile} from './contents.js'
import type {Emulator} from './emulator.js'

/** An image for another kind of machine, as its files show it. */
export interface ForeignSubject extends Pick<Subject, 'own' | 'kubernetes' | 'versions' | 'kubeadm'> {
  readonly arch: Arch
  readonly contents: Contents
  /** Or why there is none. */
  readonly emulator: Emulator | string
}

/** As an {@link ImageCheck}, over files instead of a node. */
export interface ForeignCheck {
  readonly id: string
  readonly title: string
  look(subject: ForeignSubject): Promise<Finding> | Finding
}

/** ELF's numbers of machines. */
export const MACHINES: Readonly<Record<Arch, number>> = {amd64: 62, arm64: 183}

/** Where a node has containerd's store: kina's image, and any other. In it: layers of images, their documents, their names. */
const STORE = '^/(?:kina|var/lib)/containerd/io\\.containerd'
const SNAPSHOT = new RegExp(`${STORE}\\.snapshotter\\.v1\\.overlayfs/snapshots/\\d+/fs`)
export const STORE_BLOBS = new RegExp(`${STORE}\\.content\\.v1\\.content/blobs/`)
export const STORE_NAMES = new RegExp(`${STORE}\\.metadata\\.v1\\.bolt/meta\\.db$`)

/** What is wrong with a program: it is not there, cannot be started, or is for another machine. Undefined: nothing. */
export function wrongWith(file: ImageFile | undefined, arch: Arch): string | undefined {
  if (file?.type !== 'file') return 'it is not there'
  if ((file.mode & 0o111) === 0) return 'it is not executable'
  return file.machine === MACHINES[arch] ? undefined : `it is not a program for ${arch}`
}

/** The path within an image of a node's store; undefined for a file of the node itself. */
export function inStore(path: string): string | undefined {
  return SNAPSHOT.test(path) ? path.replace(SNAPSHOT, '') : undefined
}
