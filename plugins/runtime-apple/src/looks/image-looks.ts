import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {listImages} from '../image-json.js'
import {findImage} from '../images.js'
import type {Bench, Look, Seen} from './bench.js'
import {said, succeeds, unseen} from './seen.js'

/** An image larger than this is not written out for a look, in bytes. */
const LARGE = 200_000_000

/** Looks at images and builds, by id. */
export const IMAGE_LOOKS: Readonly<Record<string, Look>> = {
  'image.shape': async ({ctx}) => {
    const images = await listImages(ctx)
    return {holds: images.every(({id, size}) => /^[0-9a-f]{64}$/.test(id) && size > 0), seen: `${images.length} images, each with an id and a size`}
  },
  'image.names': async ({ctx, scratch}) => {
    const {ref, image} = await scratch()
    return {holds: (await findImage(ctx, ref)) !== null, seen: `${ref} is ${image.reference}`}
  },
  'image.load': async (bench) =>
    withArchive(bench, async (file, before) => {
      const result = await bench.call(['image', 'load', '--input', file], {timeoutSeconds: 300})
      const after = (await findImage(bench.ctx, before.ref))?.stored.id
      return {holds: result.exitCode === 0 && after === before.id, seen: `${said(result)}; its id is ${after === before.id ? 'the same' : 'another one'}`}
    }),
  'image.save': async (bench) =>
    withArchive(bench, async (file) => {
      const result = await bench.ctx.exec(['tar', '-tf', file], {allowFailure: true, timeoutSeconds: 60})
      return succeeds(result, /^(\.\/)?oci-layout$/m)
    }),
  'build.command': (bench) => built(bench, ['FROM scratch', 'COPY file /file']),
  'build.local-base': async (bench) => built(bench, [`FROM ${(await bench.scratch()).ref}`, 'COPY file /file']),
  'build.headers': (bench) => built(bench, ['FROM scratch', 'COPY file /file'], ['--label', 'io.kina.look=a=b=c']),
  'build.progress': (bench) => built(bench, ['FROM scratch', 'COPY file /file']),
}

async function withArchive({ctx, call, scratch}: Bench, use: (file: string, before: {readonly ref: string; readonly id: string}) => Promise<Seen>): Promise<Seen> {
  const {ref, image} = await scratch()
  if (image.size > LARGE) return unseen(`${ref} is large; with alpine in the store this is looked at`)
  return withDirectory(ctx.dirs.cache, async (directory) => {
    const file = join(directory, 'image.tar')
    const saved = await call(['image', 'save', '--platform', image.platform, '--output', file, ref], {timeoutSeconds: 300})
    return saved.exitCode === 0 ? use(file, {ref, id: image.id}) : {holds: false, seen: said(saved)}
  })
}

/** With a builder that runs: starting it may fetch its image. */
async function built({ctx, call, fresh, scratch}: Bench, containerfile: readonly string[], flags: readonly string[] = []): Promise<Seen> {
  const status = await call(['builder', 'status', '--format', 'json'])
  if (!/"state"\s*:\s*"running"/.test(status.stdout)) return unseen('the builder does not run: container builder start')
  const {image} = await scratch()
  const ref = `${fresh()}:v1`
  return withDirectory(ctx.dirs.cache, async (directory) => {
    const file = join(directory, 'Containerfile')
    await writeFile(file, `${containerfile.join('\n')}\n`)
    await writeFile(join(directory, 'file'), 'kina\n')
    const result = await call(['build', '--progress', 'plain', '--file', file, '--platform', image.platform, ...flags, '--tag', ref, directory], {timeoutSeconds: 300})
    const found = await findImage(ctx, ref)
    await call(['image', 'delete', '--force', ref])
    const labelled = flags.length === 0 || found?.stored.labels['io.kina.look'] === 'a=b=c'
    const lines = result.stdout.trim().split('\n').length
    return {holds: result.exitCode === 0 && found !== null && labelled && lines === 1 && result.stdout.includes(ref), seen: `${said(result)}; lines on standard output: ${lines}`}
  })
}

async function withDirectory(parent: string, use: (directory: string) => Promise<Seen>): Promise<Seen> {
  await mkdir(parent, {recursive: true})
  const directory = await mkdtemp(join(parent, 'report-'))
  try {
    return await use(directory)
  } finally {
    await rm(directory, {recursive: true, force: true})
  }
}
