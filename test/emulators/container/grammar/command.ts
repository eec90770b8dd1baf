import type {Mac} from '../store.ts'

/** One subcommand of a version: what it accepts, and what it does. */
export interface Command {
  /** `['image', 'load']`; more names of the last word follow in `aliases`. */
  readonly words: readonly [string, ...string[]]
  readonly aliases?: readonly string[]
  readonly summary: string
  readonly flags: readonly Flag[]
  readonly positionals: readonly Positional[]
  /** From the first positional on everything belongs to the program in the container, `--` included. */
  readonly captures?: boolean
  readonly since?: string
  readonly until?: string
  /** Absent: known to the real program, refused here in words of the emulator. */
  readonly run?: () => Promise<Run>
}

export interface Flag {
  readonly short?: string
  /** Without dashes; the first names the value. */
  readonly long: readonly string[]
  /** Absent: a switch. */
  readonly value?: string
  readonly repeat: boolean
  readonly help: string
  readonly accepts?: 'number' | readonly string[]
  readonly since?: string
  readonly until?: string
}

export interface Positional {
  readonly name: string
  readonly help: string
  readonly optional?: boolean
  readonly repeat?: boolean
}

export type Run = (call: Call) => Promise<void>

/** What was typed, checked against the grammar, and where to answer. */
export interface Call {
  readonly mac: Mac
  /** Words of the command, for messages. */
  readonly name: string
  is(flag: string): boolean
  one(flag: string): string | undefined
  all(flag: string): readonly string[]
  readonly args: readonly string[]
  /** A line on standard output: results only. */
  out(line: string): void
  /** A line on standard error: progress, logs, warnings. */
  err(line: string): void
}

/** `-e, --env <env>` or `--rm, --remove`; `...` after the value: may be repeated. */
export function flag(text: string, help: string, more: Pick<Flag, 'accepts' | 'since' | 'until'> = {}): Flag {
  const short = /(?:^|\s)-(\w)\b/.exec(text)?.[1]
  const long = [...text.matchAll(/--([\w-]+)/g)].map((match) => match[1] as string)
  const value = /<([^>]+)>/.exec(text)?.[1]
  return {...(short === undefined ? {} : {short}), long, ...(value === undefined ? {} : {value}), repeat: text.endsWith('...'), help, ...more}
}
