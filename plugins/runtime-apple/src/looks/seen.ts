import type {ExecResult} from 'kina/plugin'
import {withoutNotice} from '../exec.js'
import type {Seen} from './bench.js'

/** What a call said, in one line: its exit code, and the end of what it wrote. */
export function said({exitCode, stdout, stderr}: ExecResult): string {
  const words = withoutNotice(stderr).trim()
  const line = (exitCode === 0 && stdout.trim() !== '' ? stdout : words !== '' ? words : stdout).trim().split('\n').at(-1) ?? ''
  const short = line.length > 160 ? `${line.slice(0, 160)}…` : line
  return `exit code ${exitCode}${short === '' ? '' : `: ${short}`}`
}

/** A call that has to succeed, with what has to stand in its output. */
export function succeeds(result: ExecResult, pattern?: RegExp): Seen {
  return {holds: result.exitCode === 0 && (pattern === undefined || pattern.test(result.stdout)), seen: said(result)}
}

/** A call that has to fail in these words. */
export function fails(result: ExecResult, words: RegExp): Seen {
  return {holds: result.exitCode !== 0 && words.test(result.stderr), seen: said(result)}
}

/** Not looked at, and why. */
export function unseen(why: string): Seen {
  return {holds: null, seen: why}
}
