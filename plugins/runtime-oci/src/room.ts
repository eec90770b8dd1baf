import type {Context} from 'kina/plugin'
import type {Engine} from './host.js'

/** What the first minute of a control plane takes, in bytes: etcd sets two files of 64 MB aside, and the image's /var has 10 MB. */
const NEEDED = 160e6

/**
 * Why no node fits on the disk of the tool's volumes; null: one does, or it is not known. To be asked before: Podman (4.3) fills a new volume from the
 * image, and when the disk is full meanwhile it waits for itself for ever, with its locks held.
 */
export async function lackOfRoom({volumes, remote}: Engine, ctx: Context): Promise<string | null> {
  if (volumes === null || remote) return null
  const {exitCode, stdout} = await ctx.exec(['df', '-Pk', volumes], {allowFailure: true})
  const free = exitCode === 0 ? freeOf(stdout) : null
  if (free === null || free >= NEEDED) return null
  return `no space left on the disk of ${volumes}: ${Math.floor(free / 1e6)} MB are free, and a node needs ${NEEDED / 1e6} MB at first`
}

/** In bytes, of the last line of `df -Pk`: device, size, used, available, capacity, mount point. Pure. */
export function freeOf(table: string): number | null {
  const kilobytes = Number(/\s\d+\s+\d+\s+(-?\d+)\s+\d+%\s+\S.*$/.exec(table.trimEnd().split('\n').at(-1) ?? '')?.[1] ?? Number.NaN)
  return Number.isNaN(kilobytes) ? null : kilobytes * 1024
}
