import type {Arch, StoredImage} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {IMAGE_LABELS} from '../plan/labels.js'

/** Go's and OCI's name of this machine's architecture. */
export function hostArch(): Arch {
  return process.arch === 'arm64' ? 'arm64' : 'amd64'
}

/** Also under the names of `uname -m`. */
const ARCHES: Readonly<Record<string, Arch>> = {amd64: 'amd64', x86_64: 'amd64', arm64: 'arm64', aarch64: 'arm64'}

/**
 * The architecture of a platform in the words of the container tools: `linux/arm64`, `linux/arm64/v8` or `arm64`.
 *
 * @throws KinaError E_CONFIG_INVALID for one that no node can have
 */
export function archOfPlatform(platform: string): Arch {
  const found = /^(?:linux\/)?([a-z0-9_]+)(?:\/v8)?$/.exec(platform)?.[1]
  const arch = ARCHES[found ?? '']
  if (arch === undefined || (platform.endsWith('/v8') && arch !== 'arm64')) {
    throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: `--platform ${platform}: nodes are there for linux/amd64 and linux/arm64.`})
  }
  return arch
}

/** The architecture that an image says it is for; null for one that kina did not build. */
export function archOf({labels}: StoredImage): string | null {
  // Images of before the label were made on the machine they are for.
  return labels[IMAGE_LABELS.arch] ?? (labels[IMAGE_LABELS.inputs] === undefined ? null : hostArch())
}

/**
 * Refuses an image that is known to be for another kind of machine: it would run slowly where emulation is set up, and not at all elsewhere.
 *
 * @throws KinaError E_IMAGE_ARCH
 */
export function requireOwnArch(stored: StoredImage, ref: string): void {
  const arch = archOf(stored)
  if (arch === null || arch === hostArch()) return
  throw new KinaError({
    code: 'E_IMAGE_ARCH',
    exit: 2,
    message: `The image ${ref} is for ${arch}, and this machine is ${hostArch()}: no cluster can run on it here.`,
    next: ['Leave --image out for kina’s own image of this machine, or choose another: kina image list shows for which architecture each is.'],
  })
}
