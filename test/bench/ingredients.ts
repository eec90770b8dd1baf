import {parseArgs} from 'node:util'
import {images} from '../../plugins/cni-flannel/src/images.js'
import {imageFromModules} from '../../src/node-image/modules-image.js'
import {hostArch} from '../../src/node-image/arch.js'
import {testContext} from '../e2e/cluster.js'
import {kinaCache, newUser, type User} from '../e2e/kina.js'
import {done} from '../e2e/run.js'
import {newKind, type Kind} from '../kind/kind.js'
import {kindestNode, type KindestNode} from '../kind/kindest-node.js'

/** All that is made before the first measurement, so that none of it is measured. */
export interface Ingredients {
  readonly runs: number
  readonly nodes: number
  readonly kubernetes: string
  /** kina's image. */
  readonly own: string
  readonly kindest: KindestNode
  readonly user: User
  readonly kind: Kind
  readonly leave: () => Promise<void>
}

/** Flags: `--runs 3`, `--nodes 3`, `--kubernetes v1.31.0`, and `--image` for another image than kina's own of that version. */
export async function ingredients(defaults: {readonly kubernetes: string}): Promise<Ingredients> {
  const {values} = parseArgs({options: {runs: {type: 'string', default: '3'}, nodes: {type: 'string', default: '3'}, kubernetes: {type: 'string', default: defaults.kubernetes}, image: {type: 'string'}}})
  const {kubernetes} = values
  const [user, kind] = [await newUser(), await newKind()]
  if (values.image === undefined) await done(user.kina(['image', 'build', '--if-missing', '--kubernetes', kubernetes, ...user.choice]))
  const own = values.image ?? `kina/node:${kubernetes}`
  return {
    ...{runs: Number(values.runs), nodes: Number(values.nodes), kubernetes, own, user, kind},
    kindest: await kindestNode(kind, kubernetes, own),
    leave: async () => void (await Promise.all([user.leave(), kind.leave()])),
  }
}

/** flannel's images in the store of Podman, as if pulled before: no run waits for a registry. Their archives, for kind. */
export async function flannelImages({podman}: Kind): Promise<string[]> {
  const archives = []
  for (const {ref, sources} of images({})) {
    const source = sources.find(({type}) => type === 'go-modules')
    if (source?.type !== 'go-modules') continue
    const archive = await imageFromModules({ref, source, ctx: testContext(), cacheRoot: kinaCache(), arch: hostArch(), host: {platform: process.platform, arch: hostArch()}})
    await done(podman(['load', '--input', archive]))
    archives.push(archive)
  }
  return archives
}
