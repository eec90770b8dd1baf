import {open} from 'node:fs/promises'
import type {Transform} from 'node:stream'
import * as zlib from 'node:zlib'
import {KinaError} from '../errors.js'
import {ZSTD_MAGIC} from './manifest.js'

export type Compression = 'none' | 'gzip' | 'zstd'

/** zstd's own default: a fifth of the time of level 10, and a tenth more bytes. */
const ZSTD_LEVEL = 3
/** Log2 of how far back zstd looks, in bytes: 128 MB, the most that every zstd unpacks without an option. Programs of Kubernetes have much in common: a fifth fewer bytes. */
const ZSTD_WINDOW = 27

/** What a file's name asks for. */
export function compressionFor(path: string): Compression {
  if (/\.(gz|tgz)$/.test(path)) return 'gzip'
  return /\.(zst|tzst|zstd)$/.test(path) ? 'zstd' : 'none'
}

/** What a file's first bytes tell. */
export async function compressionOf(path: string): Promise<Compression> {
  const handle = await open(path)
  try {
    const {buffer} = await handle.read(Buffer.alloc(4), 0, 4, 0)
    if (buffer[0] === 0x1f && buffer[1] === 0x8b) return 'gzip'
    return buffer.equals(ZSTD_MAGIC) ? 'zstd' : 'none'
  } finally {
    await handle.close()
  }
}

/**
 * A stream that compresses; none where nothing is to be done.
 *
 * @throws KinaError E_CONFIG_INVALID where this Node.js has no zstd
 */
export function compressing(compression: Compression): Transform[] {
  if (compression === 'none') return []
  if (compression === 'gzip') return [zlib.createGzip()]
  requireZstd()
  // In one thread: with `ZSTD_c_nbWorkers` a stream of Node.js 24.21 failed on a busy machine, as it took its own end for reached.
  const {ZSTD_c_compressionLevel: level, ZSTD_c_checksumFlag: checksum, ZSTD_c_enableLongDistanceMatching: far, ZSTD_c_windowLog: window} = zlib.constants
  return [zlib.createZstdCompress({params: {[level]: ZSTD_LEVEL, [checksum]: 1, [far]: 1, [window]: ZSTD_WINDOW}})]
}

/**
 * The other way.
 *
 * @throws KinaError E_CONFIG_INVALID where this Node.js has no zstd
 */
export function decompressing(compression: Compression): Transform[] {
  if (compression === 'none') return []
  if (compression === 'gzip') return [zlib.createGunzip()]
  requireZstd()
  return [zlib.createZstdDecompress()]
}

/** Node.js has it from 22.15 and 23.8 on. */
function requireZstd(): void {
  if ('createZstdCompress' in zlib) return
  throw new KinaError({
    code: 'E_CONFIG_INVALID',
    exit: 2,
    message: `Node.js ${process.versions.node} has no zstd, which came with 22.15.`,
    next: ['Use a file whose name ends in .gz, or a newer Node.js.', 'Or use the program zstd: kina image save -o - | zstd > FILE, and zstd -dc FILE | kina image load -'],
  })
}
