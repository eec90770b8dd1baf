import type {ImageVariant} from '../../state.ts'
import {tryPodman} from '../command.ts'
import {imageTag, type Mac} from '../mac.ts'

/** Of Podman's store only the tag goes while anything else there bears the image; containers of it keep it as well. */
export async function remove(mac: Mac, {behind}: ImageVariant): Promise<void> {
  await removeTag(imageTag(mac, behind))
}

export async function removeTag(tag: string): Promise<void> {
  const {code, stderr} = await tryPodman(['rmi', tag])
  if (code === 0 || /image not known/i.test(stderr)) return
  // With the image alone, all its names would go.
  const untagged = await tryPodman(['untag', tag, tag])
  if (untagged.code !== 0) throw new Error(untagged.stderr.trim().replace(/^Error: /, ''))
}
