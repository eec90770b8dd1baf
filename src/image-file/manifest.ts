import type {Surveyed} from './archive-survey.js'

/** Of an image, as the OCI image specification has it. */
export interface Manifest {
  readonly config: {readonly digest: string; readonly size: number}
  readonly layers: readonly {readonly digest: string; readonly size: number; readonly mediaType?: string}[]
}

export interface Layer {
  readonly file: Surveyed
  readonly mediaType: string
}

const LAYER = 'application/vnd.oci.image.layer.v1.tar'

/** Layers with their types; one that is not compressed must be what the image's configuration says. */
export function layersOf(config: Surveyed, files: readonly Surveyed[], manifest?: Manifest): Layer[] {
  const {rootfs} = JSON.parse(config.text ?? '{}') as {rootfs?: {diff_ids?: readonly string[]}}
  const diffIds = rootfs?.diff_ids ?? []
  if (diffIds.length !== files.length) throw new Error(`an image in it has ${files.length} layers, and its configuration ${diffIds.length}`)
  return files.map((file, i) => {
    const compression = compressionOf(file.head)
    if (compression === '' && `sha256:${file.digest}` !== diffIds[i]) throw new Error(`${file.name} in it should have the SHA-256 sum ${diffIds[i]?.replace('sha256:', '')}, and has ${file.digest} (${file.size} bytes)`)
    return {file, mediaType: manifest?.layers[i]?.mediaType ?? `${LAYER}${compression}`}
  })
}

/** What a layer's media type ends in. */
function compressionOf(head: Uint8Array): '' | '+gzip' | '+zstd' {
  if (head[0] === 0x1f && head[1] === 0x8b) return '+gzip'
  return Buffer.from(head).equals(ZSTD_MAGIC) ? '+zstd' : ''
}

/** RFC 8878, 3.1.1. */
export const ZSTD_MAGIC = Buffer.of(0x28, 0xb5, 0x2f, 0xfd)
