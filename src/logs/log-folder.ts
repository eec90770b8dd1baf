import {mkdir, symlink, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {redactJsonText} from './redact-json.js'
import {redactText} from './redact-text.js'

/** What could not be had, and why. */
export interface Missing {
  readonly path: string
  readonly reason: string
}

/** A folder for logs, for its owner alone. All that is written is redacted first. */
export class LogFolder {
  readonly missing: Missing[] = []
  files = 0

  constructor(
    readonly root: string,
    private readonly mask: (text: string) => string,
  ) {}

  /** `path` is relative; what ends in `.json` is redacted as JSON. */
  async write(path: string, text: string): Promise<void> {
    const file = join(this.root, path)
    await mkdir(dirname(file), {recursive: true, mode: 0o700})
    await writeFile(file, path.endsWith('.json') ? redactJsonText(text, this.mask) : redactText(text, this.mask), {mode: 0o600})
    this.files++
  }

  /** `target` is relative to the link's folder. */
  async link(path: string, target: string): Promise<void> {
    const file = join(this.root, path)
    await mkdir(dirname(file), {recursive: true, mode: 0o700})
    await symlink(target, file)
  }

  /** Notes something that is not there; nothing fails for it. */
  lacks(path: string, reason: string): void {
    this.missing.push({path, reason: redactText(reason, this.mask).trim().split('\n')[0] ?? ''})
  }

  /** Writes the notes, as the last thing. */
  async close(): Promise<void> {
    if (this.missing.length === 0) return
    const lines = this.missing.map(({path, reason}) => `${path}: ${reason}\n`).sort()
    await this.write('missing.txt', lines.join(''))
  }
}
