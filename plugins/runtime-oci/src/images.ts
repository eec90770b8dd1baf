import type {Context, ImageStore, StoredImage} from 'kina/plugin'
import type {Dialect} from './dialects/dialect.js'
import type {ContainerInspection, ImageInspection} from './inspection.js'
import {failure, inspectAll, lines, sayNotFound, toolFor, type Tool} from './tool.js'

/** The tool's image store. */
export function ociImages(dialect: Dialect): ImageStore {
  const tool = (ctx: Context) => toolFor(dialect, ctx)
  return {
    async list(ctx) {
      const {stdout} = await ctx.exec(tool(ctx).cli.listImages())
      const images = await inspectAll<ImageInspection>(tool(ctx), 'image', lines(stdout))
      return images.map(storedImage)
    },
    async inspect(ref, ctx) {
      const [image] = await inspectAll<ImageInspection>(tool(ctx), 'image', [ref])
      return image ? storedImage(image) : null
    },
    async load(archive, ctx) {
      const {stdout} = await ctx.exec(tool(ctx).cli.load(archive))
      if (dialect.ownRegistry !== undefined) await takeOver(tool(ctx), dialect.ownRegistry, stdout)
    },
    async pull(ref, ctx) {
      await ctx.exec(tool(ctx).cli.pull(ref))
    },
    async remove(ref, ctx) {
      const argv = tool(ctx).cli.remove('image', ref)
      const result = await ctx.exec(argv, {allowFailure: true})
      if (result.exitCode === 0 || sayNotFound(result)) return
      const holder = dialect.imageHolder?.exec(result.stderr)?.[1]
      const container = holder !== undefined && (await inspectAll<ContainerInspection>(tool(ctx), 'container', [holder]))[0]
      if (holder === undefined || container) throw failure(argv, result)
      // What a build that was cut short has left is no container of anybody's. The image loses its name at least; one without a name stays.
      if (IDENTIFIER.test(ref)) ctx.log.debug(`the image ${ref} stays: ${holder}, of a build that was cut short, holds it (${dialect.program} container rm ${holder})`)
      else await ctx.exec(tool(ctx).cli.untag(ref))
    },
    async save(refs, ctx, write) {
      await ctx.exec(tool(ctx).cli.save(refs), {onStdout: write})
    },
  }
}

/** A name without a registry means what was built here before what was loaded, so what was loaded gets that name, too, where another has it. */
async function takeOver({cli, ctx, dialect}: Tool, registry: string, said: string): Promise<void> {
  const loaded = lines(said).flatMap((line) => /^Loaded images?(?:\(s\))?: (.+)$/.exec(line)?.[1]?.split(',') ?? [])
  for (const name of loaded.filter((one) => imageName(one) !== one && !one.startsWith(`${registry}/`))) {
    const own = `${registry}/${imageName(name)}`
    const [before] = await inspectAll<ImageInspection>({cli, ctx, dialect}, 'image', [own])
    if (before) await ctx.exec(cli.tag(name, own))
  }
}

/** An image by what it is instead of by a name. */
const IDENTIFIER = /^[0-9a-f]{12,64}$/

/** Podman puts `localhost/` before names without a registry, or the public one's; it finds them without it, and users never typed it. */
export function imageName(name: string): string {
  return name.replace(/^(localhost|docker\.io(\/library)?)\//, '')
}

function storedImage({Id, RepoTags, Config, Size, Created}: ImageInspection): StoredImage {
  return {id: Id.replace(/^sha256:/, ''), names: [...new Set((RepoTags ?? []).map(imageName))], labels: Config?.Labels ?? {}, size: Size, created: new Date(Created).toISOString()}
}
