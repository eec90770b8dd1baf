import type {ImageStore, StoredImage} from 'kina/plugin'
import {imageName} from './node.js'
import {inspect, podman, saysGone} from './podman.js'

interface Image {
  readonly Id: string
  readonly RepoTags: readonly string[] | null
  readonly Labels?: Readonly<Record<string, string>> | null
  readonly Size: number
  readonly Created: string
}

/** Podman's own image store: what was built or pulled with it is there. */
export const images: ImageStore = {
  async list(ctx) {
    const {stdout} = await podman(ctx, ['image', 'ls', '--quiet', '--no-trunc'])
    return (await inspect<Image>(ctx, 'image', [...new Set(stdout.split('\n').filter(Boolean))])).map(stored)
  },
  async inspect(ref, ctx) {
    const [image] = await inspect<Image>(ctx, 'image', [ref])
    return image ? stored(image) : null
  },
  async load(archive, ctx) {
    await podman(ctx, ['image', 'load', '--input', archive])
  },
  async pull(ref, ctx) {
    await podman(ctx, ['image', 'pull', ref])
  },
  async remove(ref, ctx) {
    const {exitCode, stderr} = await podman(ctx, ['image', 'rm', ref], {allowFailure: true})
    if (exitCode !== 0 && !saysGone(stderr)) throw new Error(`podman image rm ${ref}: ${stderr.trim()}`)
  },
  async save(refs, ctx, write) {
    await podman(ctx, ['image', 'save', '--format', 'docker-archive', '--multi-image-archive', ...refs], {onStdout: write})
  },
}

function stored({Id, RepoTags, Labels, Size, Created}: Image): StoredImage {
  return {id: Id, names: [...new Set((RepoTags ?? []).map(imageName))], labels: Labels ?? {}, size: Size, created: new Date(Created).toISOString()}
}
