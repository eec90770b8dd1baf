import type {Node} from '../contract/index.js'
import type {NodeVersions} from '../node-image/versions.js'

/** One thing that `kina image verify` looks at, in a node that is no part of any cluster. */
export interface ImageCheck {
  /** Stable: scripts may match on it. Unique among the checks of one image. */
  readonly id: string
  readonly title: string
  /** Changes nothing that another check looks at: several look at once. What it throws counts as failed. */
  look(subject: Subject): Promise<Finding>
}

/** A node of the image, and what is known of the image from outside. */
export interface Subject {
  readonly node: Node
  /** Whether kina built it. Others may differ where clusters work all the same. */
  readonly own: boolean
  /** By its label, /kind/version or kubeadm, in this order, with the leading v; null where none of them says it. */
  readonly kubernetes: string | null
  /** The images that its kubeadm names, or why it names none. */
  readonly kubeadm: {readonly images: readonly string[]; readonly why?: string}
  /** What kina would put into an image of that version; null where it has no recipe for it. */
  readonly versions: NodeVersions | null
}

/** `note`: it differs from kina's own, and clusters work; in `seen` stands what does not. `skipped`: it cannot be looked at here; `seen` says why. */
export interface Finding {
  readonly status: 'ok' | 'note' | 'failed' | 'skipped'
  /** One line. */
  readonly seen: string
}

export const ok = (seen: string): Finding => ({status: 'ok', seen})
export const note = (seen: string): Finding => ({status: 'note', seen})
export const skipped = (seen: string): Finding => ({status: 'skipped', seen})
export const failed = (seen: string): Finding => ({status: 'failed', seen})

/** Failed in an image of kina's own, which is to be complete; worth a note in another. */
export function differs({own}: Pick<Subject, 'own'>, seen: string): Finding {
  return own ? failed(seen) : note(seen)
}
