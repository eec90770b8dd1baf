import type {Writable} from 'node:stream'
import {formatSeconds} from './duration.js'
import {onNode, type ReportEvent} from './events.js'
import {formatErrorJson} from './format-error.js'
import type {Reporter} from './step.js'

export interface PlainOptions {
  readonly stream: Writable
  /** Every progress text, not just one in {@link QUIET_MS}. */
  readonly verbose?: boolean
}

/** A log should show that a long step lives without being filled by it. */
const QUIET_MS = 10_000

/** Lines for logs and pipes: ASCII, no colours, nothing is ever overwritten. */
export function plainReporter({stream, verbose = false}: PlainOptions): Reporter {
  const running = new Map<string, {title: string; spoke: number}>()

  function linesOf(event: ReportEvent): readonly string[] {
    switch (event.type) {
      case 'step-started':
        running.set(event.id, {title: event.title, spoke: Date.parse(event.time)})
        return [`[ .. ] ${event.title}`]
      case 'step-progress':
        return isDue(event.id, Date.parse(event.time)) ? [`[ .. ] ${titleOf(event.id)}: ${onNode(event)}${oneLine(event.text)}`] : []
      case 'step-done':
        return [`[ ok ] ${titleOf(event.id)} (${formatSeconds(event.seconds)})`]
      case 'step-failed':
        return [`[fail] ${titleOf(event.id)} (${formatSeconds(event.seconds)}): ${oneLine(event.message)}`]
      case 'step-skipped':
        return [`[skip] ${event.title}: ${event.reason}`]
      case 'note':
        return [`[${event.level}] ${event.text}`]
      case 'error':
        return ['', formatErrorJson(event.error).trimEnd()]
      case 'result':
        return []
    }
  }

  /** Counts from the step's start, so that short steps stay at two lines. */
  function isDue(id: string, now: number): boolean {
    const step = running.get(id)
    if (verbose || !step) return true
    if (now - step.spoke < QUIET_MS) return false
    step.spoke = now
    return true
  }

  const titleOf = (id: string): string => running.get(id)?.title ?? id

  return {
    emit(event) {
      for (const line of linesOf(event)) stream.write(`${line}\n`)
    },
    async close() {},
  }
}

/** Texts of programs may have several lines; the whole of an error comes at the end. */
function oneLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}
