import {Failure, UsageError} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {imageJson} from '../shapes/image.ts'
import {pretty} from '../shapes/json.ts'
import {print} from '../shapes/print.ts'
import {fullReference} from '../spec/references.ts'
import type {ImageRecord} from '../state.ts'
import {read} from '../store.ts'

export async function list(call: Call): Promise<void> {
  if (call.is('quiet') && call.is('verbose')) throw new UsageError('cannot use flag --quiet and --verbose together')
  const images = Object.entries(read(call.mac).images)
  const json = images.map(([name, image]) => imageJson(name, image))
  const names = images.map(([name]) => short(name))
  if (!call.is('verbose')) return print(call, {header: ['NAME', 'TAG', 'DIGEST'], rows: images.map(([name, image]) => [...parts(name), digits(image.digest)]), names, json})
  print(call, {
    header: ['NAME', 'TAG', 'INDEX DIGEST', 'OS', 'ARCH', 'VARIANT', 'FULL SIZE', 'CREATED', 'MANIFEST DIGEST'],
    rows: images.flatMap(([name, image]) => image.variants.map((variant) => [...parts(name), digits(image.digest), 'linux', variant.platform.architecture, variant.platform.variant ?? '', megabytes(variant.size), image.created, digits(variant.digest)])),
    names,
    json,
  })
}

export async function inspect(call: Call): Promise<void> {
  const {images} = read(call.mac)
  const missing = call.args.filter((given) => images[fullReference(given)] === undefined)
  if (missing.length > 0) throw new Failure('notFound', `image not found: ${[...new Set(missing)].sort().join(', ')}`)
  call.out(pretty(call.args.map(fullReference).map((name) => imageJson(name, images[name] as ImageRecord))))
}

/** As users type it: without what every reference of the public registry begins with. */
function short(name: string): string {
  return name.replace(/^docker\.io\/(library\/)?/, '')
}

function parts(name: string): [string, string] {
  const at = short(name).lastIndexOf(':')
  return [short(name).slice(0, at), short(name).slice(at + 1)]
}

function digits(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
