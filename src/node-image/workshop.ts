import type {Arch, Context} from '../contract/index.js'
import {cacheEntry} from '../cache/cache-entry.js'
import type {Mirrors} from './mirrors.js'

/** What everything that makes parts of images is lent by its caller. */
export interface Workshop {
  readonly ctx: Pick<Context, 'exec' | 'log' | 'signal'>
  /** Directory of the content cache, absolute. */
  readonly cacheRoot: string
  /** Architecture of what is made; not necessarily the host's. */
  readonly arch: Arch
  /** The machine that makes it. */
  readonly host: Host
  /** Base URLs in place of upstream's: `{github: 'https://mirror.example/github'}`. */
  readonly mirrors?: Mirrors
  /** Milliseconds before the second try of a download, doubled each time. Default 1000. */
  readonly pause?: number
  /** Gets the progress of downloads, several at a time. */
  readonly onDownload?: (progress: DownloadProgress) => void
}

export interface Host {
  /** As Node.js names it. */
  readonly platform: NodeJS.Platform
  readonly arch: Arch
  /** The C compiler for this machine that the user named in CC. */
  readonly cc?: string | undefined
  /** The one for the other architecture, from Go's own variable for it: CC_FOR_linux_arm64, or CC_FOR_linux_amd64. */
  readonly crossCc?: string | undefined
}

export interface DownloadProgress {
  readonly url: string
  /** Bytes received so far. */
  readonly received: number
  /** Bytes in all, if the server said so. */
  readonly total?: number
}

/** An entry of the content cache made in this workshop; says so when another kina is making it already. */
export async function cached(shop: Workshop, key: string, produce: (directory: string) => Promise<void>): Promise<string> {
  const {ctx, cacheRoot} = shop
  const onWait = () => ctx.log.info(`another kina is making ${key}; waiting for it`)
  return cacheEntry({root: cacheRoot, key, signal: ctx.signal, onWait}, produce)
}
