import {createHash} from 'node:crypto'
import type {ImageRecord, ImageVariant, OciConfig} from '../../state.ts'
import {podman} from '../command.ts'
import {imageTag, type Mac} from '../mac.ts'

/** What Podman says of an image, as far as it is used. */
interface Inspection {
  readonly Id: string
  readonly Created: string
  readonly Size: number
  readonly Architecture: string
  readonly Os: string
  readonly Variant?: string
  readonly Config: NonNullable<OciConfig['config']>
  readonly RootFS: {readonly Layers: readonly string[]}
  readonly History: readonly unknown[]
}

/** Takes an image of Podman's into the emulated store: tagged, so that it stays, and in the store's own words. */
export async function adopt(mac: Mac, id: string): Promise<ImageVariant> {
  const [found] = JSON.parse(await podman(['image', 'inspect', id])) as [Inspection]
  await podman(['tag', found.Id, imageTag(mac, found.Id)])
  return variantOf(found)
}

/** Pure. */
export function variantOf({Id, Created, Size, Architecture, Os, Variant, Config, RootFS, History}: Inspection): ImageVariant {
  const platform = {os: 'linux' as const, architecture: Architecture, ...(Variant ? {variant: Variant} : {})}
  const {User, Env, Entrypoint, Cmd, WorkingDir, StopSignal} = Config
  // The real builder leaves no mark of its own.
  const {'io.buildah.version': _, ...Labels} = Config.Labels ?? {}
  const config = Object.fromEntries(Object.entries({User, Env, Entrypoint, Cmd, WorkingDir, Labels, StopSignal}).filter(([, value]) => hasContent(value)))
  return {
    platform,
    // Podman has several manifests of an image that was loaded, and names one of them.
    digest: `sha256:${Id}`,
    size: Size,
    config: {...platform, os: Os, created: isoDate(Created), config, history: History, rootfs: {type: 'layers', diff_ids: RootFS.Layers}},
    behind: Id,
  }
}

function hasContent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && (typeof value !== 'object' || Object.keys(value).length > 0)
}

export const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json'
export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json'

/** An image of these variants, with an index made for it: the same variants give the same digest. Pure. */
export function imageOf(variants: readonly [ImageVariant, ...ImageVariant[]]): ImageRecord {
  const index = JSON.stringify({
    schemaVersion: 2,
    mediaType: INDEX_TYPE,
    manifests: variants.map(({digest, size, platform}) => ({mediaType: MANIFEST_TYPE, digest, size, platform})),
  })
  return {digest: digestOf(index), mediaType: INDEX_TYPE, size: index.length, created: variants[0].config.created ?? isoDate('0'), variants}
}

export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

/** Without fractions of a second; Podman has up to nine digits. */
function isoDate(text: string): string {
  const date = new Date(text.replace(/\.\d+/, ''))
  return `${(Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString().slice(0, 19)}Z`
}
