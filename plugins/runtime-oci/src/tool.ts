import type {Argv, Context, ExecResult} from 'kina/plugin'
import {cliOf, type Cli, type ObjectKind} from './cli.js'
import type {Dialect} from './dialects/dialect.js'

/** One tool for the length of one call: its command lines, and the context they run in. */
export interface Tool {
  readonly dialect: Dialect
  readonly cli: Cli
  readonly ctx: Context
}

export function toolFor(dialect: Dialect, ctx: Context): Tool {
  return {dialect, cli: cliOf(dialect), ctx}
}

/** `inspect` of those names that exist; what is removed meanwhile is left out. */
export async function inspectAll<T>({cli, ctx}: Tool, kind: ObjectKind, names: readonly string[]): Promise<readonly T[]> {
  if (names.length === 0) return []
  const argv = cli.inspect(kind, names)
  const result = await ctx.exec(argv, {allowFailure: true})
  if (result.exitCode !== 0 && !sayNotFound(result)) throw failure(argv, result)
  return readJson<T[]>(argv, result)
}

/** Identifiers of what carries kina's label. */
export async function listIds({cli, ctx}: Tool, kind: 'container' | 'network' | 'volume', cluster?: string): Promise<string[]> {
  const {stdout} = await ctx.exec(cli.list(kind, cluster))
  return lines(stdout)
}

/** Each once, in the tool's order. */
export function lines(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()).filter((line) => line !== ''))]
}

/** Whether a failed command failed because a named object is not, or no longer, there. */
export function sayNotFound({stderr}: ExecResult): boolean {
  return /no such|not known|not found|unable to find|does not exist/i.test(stderr)
}

/** An error with the tool's own words. */
export function failure(argv: Argv, {exitCode, stderr}: ExecResult): Error {
  return withDetail(`${argv.slice(0, 3).join(' ')} ended with exit code ${exitCode}: ${lastLine(stderr)}`, stderr)
}

/** kina prints `detail` below the message. */
export function withDetail(message: string, detail: string): Error {
  const tail = detail.trimEnd().split('\n').slice(-20).join('\n')
  return Object.assign(new Error(message), tail === '' ? {} : {detail: tail})
}

/** Where a tool gives its reason. Docker's client puts advice below it. */
export function lastLine(text: string): string {
  return text.split('\n').map((line) => line.trim()).findLast((line) => line !== '' && !/^(Run|See) '.*--help'/.test(line)) ?? ''
}

export function readJson<T>(argv: Argv, {stdout}: ExecResult): T {
  try {
    return JSON.parse(stdout) as T
  } catch (error) {
    throw withDetail(`${argv.slice(0, 3).join(' ')} did not answer with JSON: ${String(error)}`, stdout)
  }
}
