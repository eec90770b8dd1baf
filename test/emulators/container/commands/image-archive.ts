import {createReadStream, createWriteStream, existsSync, rmSync} from 'node:fs'
import {once} from 'node:events'
import {join} from 'node:path'
import {pipeline} from 'node:stream/promises'
import {extract} from 'tar-stream'
import {behind} from '../daemon/behind.ts'
import {nameImage} from '../daemon/images.ts'
import {undisturbed} from '../signals.ts'
import {asFailure, Failure} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {askedPlatform, fullReference, imageOf, variantFor} from '../spec/references.ts'
import {read} from '../store.ts'

/** An OCI layout in a tar, of a file or of standard input. */
export async function load(call: Call): Promise<void> {
  const input = call.one('input')
  if (input !== undefined && !existsSync(input)) {
    call.err(`file does not exist: ["path": "${input}"]`)
    process.exitCode = 1
    return
  }
  const file = input ?? join(call.mac.directory, `load-${process.pid}.tar`)
  if (input === undefined) await pipeline(process.stdin, createWriteStream(file))
  try {
    await undisturbed(async () => loadFile(call, file))
  } finally {
    if (input === undefined) rmSync(file, {force: true})
  }
}

async function loadFile(call: Call, file: string): Promise<void> {
  const {layout, bad} = await contents(file)
  if (bad.length > 0 && !call.is('force')) throw new Failure('invalidArgument', `rejected paths in archive: ${bad.join(', ')}`)
  if (bad.length > 0) call.err('archive contains invalid members')
  if (!layout) throw new Failure('unknown', `notFound: "${join(call.mac.directory, 'oci-layout')}"`)
  const loaded = await (await behind(call.mac)).image.load(file).catch((error: unknown) => {
    throw asFailure(error)
  })
  for (const {reference, image} of loaded) {
    const full = fullReference(reference)
    await nameImage(call.mac, full, image)
    call.out(full)
  }
}

/** Read to the end: a reader that stops in the middle would leave the members after it unseen. */
async function contents(file: string): Promise<{layout: boolean; bad: string[]}> {
  let layout = false
  const bad: string[] = []
  const entries = createReadStream(file).pipe(extract())
  for await (const entry of entries) {
    const name = entry.header.name.replace(/^\.\//, '')
    layout ||= name === 'oci-layout'
    if (name.startsWith('/') || name.split('/').includes('..')) bad.push(entry.header.name)
    entry.resume()
  }
  return {layout, bad}
}

/** An image that was fetched for one platform cannot be saved whole, so a platform has to be named. */
export async function save(call: Call): Promise<void> {
  const state = read(call.mac)
  const platform = askedPlatform(call)
  const missing = call.args.filter((given) => imageOf(state, given) === undefined)
  for (const given of missing) call.err(`failed to get image for ${given}: ["error": "image with reference ${fullReference(given)}"]`)
  if (missing.length > 0) throw new Failure('invalidArgument', 'failed to save image(s)')
  const images = call.args.map((given) => {
    const {reference, image} = imageOf(state, given) as NonNullable<ReturnType<typeof imageOf>>
    if (platform === undefined && image.variants.length < 2) throw new Failure('notFound', `image ${reference} has no content for all of its platforms; available platforms: ${image.variants.map((variant) => `linux/${variant.platform.architecture}`).join(', ')}`)
    return {reference, image, variant: variantFor(reference, image, platform ?? {os: 'linux', architecture: state.settings.architecture})}
  })
  const output = call.one('output')
  const target = output === undefined ? process.stdout : createWriteStream(output)
  await (await behind(call.mac)).image.save(images, async (chunk) => {
    if (!target.write(chunk)) await once(target, 'drain')
  })
  if (output !== undefined) await new Promise<void>((resolve, reject) => target.end((error?: Error | null) => (error ? reject(error) : resolve())))
  for (const {reference} of images) (output === undefined ? call.err : call.out)(reference)
}
