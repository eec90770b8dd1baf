import {createHash} from 'node:crypto'
import {createWriteStream} from 'node:fs'
import {basename} from 'node:path'
import {pipeline} from 'node:stream/promises'
import {setTimeout as sleep} from 'node:timers/promises'
import {KinaError, messageOf} from '../errors.js'
import type {Workshop} from './workshop.js'

export interface Download {
  readonly url: string
  /** Of the published SHA-256 sum: the sum alone, or lines of `sha256sum`, one of which names the file of `url`. */
  readonly checksumUrl: string
  /** Path of the file to write. */
  readonly target: string
  /** Milliseconds before the second try, doubled each time. Default 1000. */
  readonly pause?: number
}

/** How often a transfer is tried. What a repetition cannot mend is not repeated. */
const TRIES = 3
/** A transfer during which nothing comes for this long has failed, in milliseconds. */
const IDLE = 30_000

/**
 * Downloads a file and compares it with its published SHA-256 sum.
 *
 * @throws KinaError E_DOWNLOAD_FAILED, E_DOWNLOAD_CHECKSUM; both name the URL
 */
export async function download(file: Download, shop: Pick<Workshop, 'ctx' | 'onDownload'>): Promise<void> {
  const wanted = await retried(file.checksumUrl, file, shop, async (response) => sumFor(await response.text(), file))
  const actual = await retried(file.url, file, shop, (response, alive) => save(response, file, shop, alive))
  if (actual === wanted) return
  throw new KinaError({
    code: 'E_DOWNLOAD_CHECKSUM',
    message: `${file.url} has the SHA-256 sum ${actual}, and ${file.checksumUrl} says ${wanted}. The file was thrown away.`,
    next: ['Run the same command again; if the sums still differ, something between you and the server changes files: do not use them.'],
  })
}

/** Streams a response into the file; gives its SHA-256 sum. */
async function save(
  response: Response,
  {url, target}: Download,
  {onDownload}: Pick<Workshop, 'onDownload'>,
  alive: () => void,
): Promise<string> {
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  const hash = createHash('sha256')
  let received = 0
  const observe = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      alive()
      hash.update(chunk)
      received += chunk.length
      onDownload?.({url, received, ...(Number.isNaN(length) ? {} : {total: length})})
      yield chunk
    }
  }
  if (response.body === null) throw new Error('the server sent no content')
  await pipeline(response.body, observe, createWriteStream(target))
  return hash.digest('hex')
}

async function retried<T>(
  url: string,
  {pause = 1000}: Download,
  {ctx}: Pick<Workshop, 'ctx'>,
  use: (response: Response, alive: () => void) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const idle = new AbortController()
    const timer = setTimeout(() => idle.abort(new Error(`nothing received for ${IDLE / 1000} s`)), IDLE)
    try {
      const response = await fetch(url, {signal: AbortSignal.any([ctx.signal, idle.signal])})
      if (!response.ok) {
        await response.body?.cancel()
        throw new HttpError(response.status)
      }
      return await use(response, () => timer.refresh())
    } catch (error) {
      ctx.signal.throwIfAborted()
      if (error instanceof KinaError || isDiskError(error)) throw error
      const reason: unknown = idle.signal.aborted ? idle.signal.reason : error
      if (attempt === TRIES || (error instanceof HttpError && !error.passing)) throw failed(url, attempt, reason)
      ctx.log.debug(`${url}: ${reasonOf(reason)}; trying again`)
      await sleep(pause * 2 ** (attempt - 1), undefined, {signal: ctx.signal})
    } finally {
      clearTimeout(timer)
    }
  }
}

/** The sum of one file out of a published checksum file. */
function sumFor(text: string, {url, checksumUrl}: Download): string {
  const name = basename(new URL(url).pathname)
  const lines = text.split('\n').map((line) => /^([0-9a-f]{64})(?:\s+\*?(\S+))?$/i.exec(line.trim())).filter((line) => line !== null)
  const named = lines.find(([, , file]) => file !== undefined && basename(file) === name)
  const sum = (named ?? (lines.length === 1 && lines[0]?.[2] === undefined ? lines[0] : undefined))?.[1]
  if (sum !== undefined) return sum.toLowerCase()
  throw new KinaError({
    code: 'E_DOWNLOAD_FAILED',
    message: `${checksumUrl} has no SHA-256 sum of ${name}.`,
    detail: text.slice(0, 300),
    next: ['If this is a page that asks you to sign in, the network intercepts connections: sign in, or use a mirror.'],
  })
}

class HttpError extends Error {
  /** Whether asking again can help. */
  readonly passing: boolean

  constructor(status: number) {
    super(`the server answered ${status}`)
    this.passing = status >= 500 || status === 408 || status === 429
  }
}

function failed(url: string, attempts: number, cause: unknown): KinaError {
  return new KinaError(
    {
      code: 'E_DOWNLOAD_FAILED',
      message: `Downloading ${url} failed${attempts > 1 ? ` ${attempts} times` : ''}: ${reasonOf(cause)}.`,
      next: [
        `curl -fL -o /dev/null ${url}`,
        'Behind a proxy, set HTTPS_PROXY and NODE_USE_ENV_PROXY=1. If there is a mirror, set its base URL in the mirrors of the configuration.',
      ],
    },
    {cause},
  )
}

/** fetch says "fetch failed" or "terminated" and keeps the reason in its causes. */
function reasonOf(error: unknown): string {
  for (let at = error; ; at = (at as Error).cause) if (!(at instanceof Error) || at.cause === undefined) return messageOf(at)
}

function isDiskError(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')
}
