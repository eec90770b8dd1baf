/** The end of an output, as the end of a log is what counts: at most so many bytes, from a line's start on. */
export class Tail {
  private readonly chunks: Uint8Array[] = []
  private kept = 0
  private total = 0

  /** @param limit in bytes */
  constructor(private readonly limit: number) {}

  push(chunk: Uint8Array): void {
    this.chunks.push(chunk)
    this.kept += chunk.length
    this.total += chunk.length
    while (this.kept - this.chunks[0]!.length >= this.limit) this.kept -= this.chunks.shift()!.length
  }

  /** UTF-8. What is cut off is told in a line of its own. */
  text(): string {
    const bytes = Buffer.concat(this.chunks)
    if (this.total <= this.limit) return bytes.toString('utf8')
    const end = bytes.subarray(bytes.length - this.limit)
    const line = end.subarray(end.indexOf(0x0a) + 1)
    return `[kina: ${this.total - line.length} bytes before this were left out]\n${line.toString('utf8')}`
  }
}
