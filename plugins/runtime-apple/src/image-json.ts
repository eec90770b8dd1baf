import type {Context} from 'kina/plugin'
import {commands} from './commands.js'
import {run} from './tool.js'

/** One name in the store, and the variant of it that nodes get. */
export interface Image {
  /** As the tool has it, in full. */
  readonly reference: string
  /** Of the variant, hexadecimal: the same after `save` and `load`, which write a new index around it. */
  readonly id: string
  readonly platform: string
  readonly labels: Readonly<Record<string, string>>
  readonly size: number
  readonly created: string
}

export async function listImages(ctx: Context): Promise<Image[]> {
  return readImages((await run(ctx, commands.listImages())).stdout)
}

/** Of `image list` and of `image inspect`, from 1.0 on. Pure. */
export function readImages(stdout: string): Image[] {
  return (JSON.parse(stdout) as readonly ImageJson[]).map(readImage)
}

/** Whether a reference of the store is what somebody means who types `typed`. Pure. */
export function named(reference: string, typed: string): boolean {
  return complete(reference) === complete(typed)
}

interface ImageJson {
  readonly id: string
  readonly configuration: {readonly name: string; readonly creationDate?: string; readonly descriptor?: {readonly size?: number}}
  readonly variants?: readonly VariantJson[]
}

interface VariantJson {
  readonly digest?: string
  readonly size?: number
  readonly platform: {readonly architecture: string; readonly os: string; readonly variant?: string}
  readonly config?: {readonly created?: string; readonly config?: {readonly Labels?: Readonly<Record<string, string>> | null}}
}

function readImage({id, configuration, variants = []}: ImageJson): Image {
  // What comes with attestations has variants of no system at all.
  const variant = variants.find(({platform}) => platform.architecture === 'arm64' && platform.os === 'linux') ?? variants.find(({platform}) => platform.os === 'linux')
  return {
    reference: configuration.name,
    id: (variant?.digest ?? id).replace(/^sha256:/, ''),
    platform: `linux/${variant?.platform.architecture ?? 'arm64'}`,
    labels: variant?.config?.config?.Labels ?? {},
    size: variant?.size ?? configuration.descriptor?.size ?? 0,
    created: isoDate(configuration.creationDate ?? variant?.config?.created),
  }
}

function isoDate(text: string | undefined): string {
  const date = new Date(text ?? 0)
  return (Number.isNaN(date.valueOf()) ? new Date(0) : date).toISOString()
}

/** With registry, `library/` and tag. */
function complete(reference: string): string {
  const [first = '', ...rest] = reference.split('/')
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  const [registry, path] = hasRegistry ? [first, rest.join('/')] : ['docker.io', reference]
  const full = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path
  return `${registry}/${full}${/[@:][^/]*$/.test(full) ? '' : ':latest'}`
}
