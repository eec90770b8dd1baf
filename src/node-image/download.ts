import {basename} from 'node:path'
import {KinaError} from '../errors.js'
import {ANOTHER_SERVER, fetchUrl} from './fetch-url.js'
import {PartialFile} from './partial-file.js'
import {HttpError, transfer, type Try} from './transfer.js'
import type {Workshop} from './workshop.js'

export interface Download {
  readonly url: string
  /** Of the published SHA-256 sum: the sum alone, or lines of `sha256sum`, one of which names the file of `url`. */
  readonly checksumUrl: string
  /** Path of the file to write. */
  readonly target: string
  /** Milliseconds before the second try, doubled each time. Default 1000. */
  readonly pause?: number
  /** A try during which nothing comes for this long has failed, in milliseconds. Default 30 s. */
  readonly idle?: number
}

/**
 * Downloads a file and compares it with its published SHA-256 sum. A transfer that breaks off goes on where it ended, if the server says
 * that it still has the same content.
 *
 * @throws KinaError E_DOWNLOAD_FAILED, E_DOWNLOAD_CHECKSUM, E_DOWNLOAD_INSECURE; all name the URL
 */
export async function download(file: Download, shop: Pick<Workshop, 'ctx' | 'onDownload'>): Promise<void> {
  const wanted = await transfer({...file, url: file.checksumUrl}, shop, async ({signal}) => {
    const response = await fetchUrl(file.checksumUrl, {signal})
    if (!response.ok) throw await refusal(response)
    return sumFor(await response.text(), file)
  })
  const part = await PartialFile.create(file.target)
  try {
    await transfer({...file, furthest: () => part.furthest}, shop, (attempt) => receive(part, attempt, file, shop))
  } finally {
    await part.close()
  }
  const actual = part.sum()
  if (actual === wanted) return
  throw new KinaError({
    code: 'E_DOWNLOAD_CHECKSUM',
    message: `${file.url} has the SHA-256 sum ${actual} (${part.received} bytes came), and ${file.checksumUrl} says ${wanted}. The file was thrown away.`,
    next: ['Run the same command again; if the sums still differ, something between you and the server changes files: do not use them.', ANOTHER_SERVER],
  })
}

/** One try: what is still missing of the file, or all of it. */
async function receive(part: PartialFile, {signal, alive}: Try, {url}: Download, {onDownload}: Pick<Workshop, 'onDownload'>): Promise<void> {
  // A compressed transfer would have lengths and ranges of its own.
  const response = await fetchUrl(url, {signal, headers: {'accept-encoding': 'identity', ...part.resuming}})
  if (!part.continuedBy(response)) {
    // What is there is of use after a 503, but not after an answer to the range itself.
    if ([200, 206, 416].includes(response.status)) await part.startOver(response.headers)
    if (response.status !== 200) throw await refusal(response)
  }
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  const total = Number.isNaN(length) ? {} : {total: part.received + length}
  if (response.body === null) throw new Error('the server sent no content')
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    alive()
    await part.append(chunk)
    onDownload?.({url, received: part.received, ...total})
  }
}

async function refusal(response: Response): Promise<HttpError> {
  await response.body?.cancel()
  return new HttpError(response)
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
    next: ['If this is a page that asks you to sign in, the network intercepts connections: sign in, or use a mirror.', ANOTHER_SERVER],
  })
}
