import type {LoadedImage, LoadOutcome} from '../image-file/load.js'
import {bytes} from './bytes.js'

/** What was loaded, and how to use it. */
export function loadedText({runtime, images}: LoadOutcome, defaultKubernetes: string): string {
  return images.map((image) => `Loaded ${image.ref} into ${runtime}: ${[image.kubernetes && `Kubernetes ${image.kubernetes}`, image.arch, bytes(image.size)].filter(Boolean).join(', ')}.\n${use(image, defaultKubernetes)}`).join('\n')
}

function use({ref, own, current, kubernetes}: LoadedImage, defaultKubernetes: string): string {
  if (!own) return `kina did not build it. If it is a node image: kina cluster create --image ${ref}`
  if (!current) return `This kina would make another one of ${kubernetes}, so it has to be named: kina cluster create --image ${ref}`
  if (!ref.startsWith('kina/node:')) return `Use it: kina cluster create --image ${ref}`
  return `Use it: kina cluster create${kubernetes === defaultKubernetes ? '' : ` --kubernetes ${kubernetes}`}`
}
