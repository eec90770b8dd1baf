import {createHash} from 'node:crypto'
import {open, type FileHandle} from 'node:fs/promises'

/** A file that comes in one transfer or in several: what is on the disk, and the sum of it. */
export class PartialFile {
  /** Bytes so far. */
  received = 0
  /** The most that there ever was, so that starting over again and again is no progress. */
  furthest = 0
  private hash = createHash('sha256')
  /** What the server said the content is known by, for `If-Range`. */
  private validator: string | undefined

  private constructor(private readonly handle: FileHandle) {}

  static async create(path: string): Promise<PartialFile> {
    return new PartialFile(await open(path, 'w'))
  }

  /** Headers of a request for what is missing; none where the server could not tell whether it still has the same content. */
  get resuming(): Readonly<Record<string, string>> {
    return this.received > 0 && this.validator !== undefined ? {range: `bytes=${this.received}-`, 'if-range': this.validator} : {}
  }

  /** Whether a response goes on where this file ends. */
  continuedBy({status, headers}: Response): boolean {
    return status === 206 && headers.get('content-range')?.startsWith(`bytes ${this.received}-`) === true
  }

  /** Throws away what is there. `headers` are those of the response that is a new beginning. */
  async startOver(headers: Headers): Promise<void> {
    if (this.received > 0) await this.handle.truncate(0)
    this.received = 0
    this.hash = createHash('sha256')
    // A weak tag does not promise the same bytes.
    const tag = headers.get('etag')
    this.validator = (tag?.startsWith('"') === true ? tag : headers.get('last-modified')) ?? undefined
  }

  /** Counts only what the file system has taken, so that sum, count and file never differ. */
  async append(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length; ) done += (await this.handle.write(chunk, done, chunk.length - done, this.received + done)).bytesWritten
    this.hash.update(chunk)
    this.received += chunk.length
    this.furthest = Math.max(this.furthest, this.received)
  }

  /** The SHA-256 sum of the whole; to be asked once. */
  sum(): string {
    return this.hash.digest('hex')
  }

  async close(): Promise<void> {
    await this.handle.close()
  }
}
