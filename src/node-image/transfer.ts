import {setTimeout as sleep} from 'node:timers/promises'
import {KinaError} from '../errors.js'
import {ANOTHER_SERVER, reasonOf} from './fetch-url.js'
import type {Workshop} from './workshop.js'

/** How often a transfer may fail in a row without having brought anything worth while. What a repetition cannot mend is not repeated. */
const TRIES = 3
/** What makes a try worth while, in bytes: less, and a server that dies at once would be asked without end. */
const WORTH_WHILE = 1_000_000
/** Longest wait that a server may ask for, in milliseconds. */
const PATIENCE = 60_000

export interface Transfer {
  readonly url: string
  /** Milliseconds before the second try, doubled each time. Default 1000. */
  readonly pause?: number
  /** A try during which nothing comes for this long has failed, in milliseconds. Default 30 s. */
  readonly idle?: number
  /** Bytes that are there so far. Default: none stay after a failed try. */
  readonly furthest?: () => number
}

export interface Try {
  readonly signal: AbortSignal
  /** To be called whenever something came. */
  readonly alive: () => void
}

/**
 * Tries until it works, fails for good, or three tries in a row came to nothing.
 *
 * @throws KinaError E_DOWNLOAD_FAILED; those of `work`; errors of the disk as they come
 */
export async function transfer<T>({url, pause = 1000, idle = 30_000, furthest = () => 0}: Transfer, {ctx}: Pick<Workshop, 'ctx'>, work: (attempt: Try) => Promise<T>): Promise<T> {
  for (let attempt = 1, failures = 0; ; attempt++) {
    const before = furthest()
    const silence = new AbortController()
    const timer = setTimeout(() => silence.abort(new Error(`nothing received for ${idle / 1000} s`)), idle)
    try {
      return await work({signal: AbortSignal.any([ctx.signal, silence.signal]), alive: () => timer.refresh()})
    } catch (error) {
      ctx.signal.throwIfAborted()
      if (error instanceof KinaError || isDiskError(error)) throw error
      const reason: unknown = silence.signal.aborted ? silence.signal.reason : error
      failures = furthest() - before >= WORTH_WHILE ? 1 : failures + 1
      const wait = Math.max(pause * 2 ** (failures - 1), (reason instanceof HttpError && reason.retryAfter) || 0)
      if (failures === TRIES || !isPassing(reason) || wait > PATIENCE) throw failed(url, attempt, reason)
      ctx.log.info(`${url}: ${reasonOf(reason)}; trying again`)
      clearTimeout(timer)
      await sleep(wait, undefined, {signal: ctx.signal})
    } finally {
      clearTimeout(timer)
    }
  }
}

/** An answer that is no content. */
export class HttpError extends Error {
  /** Whether asking again can help; where the answer was to a range that was asked for, asking for the whole. */
  readonly passing: boolean
  /** Milliseconds to wait that the server asks for. */
  readonly retryAfter: number | undefined

  constructor({status, headers}: Response) {
    const retryAfter = waitOf(headers.get('retry-after'))
    super(`the server answered ${status}${retryAfter === undefined ? '' : ` and asks to wait ${Math.ceil(retryAfter / 1000)} s`}`)
    this.passing = status >= 500 || [206, 408, 416, 429].includes(status)
    this.retryAfter = retryAfter
  }
}

/** `Retry-After`: seconds, or a date. */
function waitOf(header: string | null): number | undefined {
  if (header === null) return undefined
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}

/** Of OpenSSL: a certificate does not become trusted by asking again. */
const UNTRUSTED = ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID']

function isPassing(reason: unknown): boolean {
  return reason instanceof HttpError ? reason.passing : !isUntrusted(reason)
}

function isUntrusted(error: unknown): boolean {
  return error instanceof Error && (UNTRUSTED.includes((error as NodeJS.ErrnoException).code ?? '') || isUntrusted(error.cause))
}

function isDiskError(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'ENOENT', 'EFBIG', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '')
}

function failed(url: string, attempts: number, cause: unknown): KinaError {
  return new KinaError(
    {
      code: 'E_DOWNLOAD_FAILED',
      message: `Downloading ${url} failed${attempts > 1 ? ` ${attempts} times` : ''}: ${reasonOf(cause)}.`,
      next: [
        `curl -fL -o /dev/null ${url}`,
        ...(isUntrusted(cause) ? ['If the certificate’s authority is one that you trust, set NODE_EXTRA_CA_CERTS to a PEM file with it.'] : ['Behind a proxy, set HTTPS_PROXY and NODE_USE_ENV_PROXY=1.']),
        ANOTHER_SERVER,
      ],
    },
    {cause},
  )
}
