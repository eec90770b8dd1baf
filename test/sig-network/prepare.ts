import {hostArch} from '../../src/node-image/arch.js'
import {imageFromModules} from '../../src/node-image/modules-image.js'
import type {Workshop} from '../../src/node-image/workshop.js'
import {testContext} from '../e2e/cluster.js'
import {kinaCache} from '../e2e/kina.js'
import type {TestImage} from './images.js'

/** Where programs and images of the tests are made: the cache is the machine's, so that the next run finds them. */
export function workshop(): Workshop {
  const arch = hostArch()
  return {ctx: testContext(), cacheRoot: kinaCache(), arch, host: {platform: process.platform, arch}}
}

/** Archives for containerd, in the order of the images. */
export async function imageArchives(images: readonly TestImage[], shop: Workshop): Promise<readonly string[]> {
  const archives: string[] = []
  for (const {ref, source} of images) archives.push(await imageFromModules({ref, source, ...shop}))
  return archives
}
