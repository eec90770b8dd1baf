import type {Writable} from 'node:stream'
import {jsonReporter} from './json.js'
import {plainReporter} from './plain.js'
import type {Reporter} from './step.js'
import {terminalReporter} from './terminal.js'

export interface ReporterChoice {
  /** The user asked for `--json`. */
  readonly json: boolean
  /** The user asked for every progress text; a terminal shows them all in any case. */
  readonly verbose?: boolean
  /** Standard error, as a rule: what is drawn is not the command's result. */
  readonly stream: Writable & {readonly isTTY?: boolean; readonly columns?: number}
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The reporter for where the output goes. */
export function chooseReporter({json, verbose = false, stream, env}: ReporterChoice): Reporter {
  // Some programs make a terminal without saying how wide it is: nothing can be drawn on no columns.
  switch (chooseRenderer({json, verbose, isTTY: stream.isTTY === true && stream.columns !== 0, env})) {
    case 'json':
      return jsonReporter(stream)
    case 'plain':
      return plainReporter({stream, verbose})
    case 'terminal':
      return terminalReporter(stream)
  }
}

/**
 * Escape codes only where somebody sees them: a terminal that understands them, outside CI (whose logs may pretend to be terminals), with no
 * {@link https://no-color.org NO_COLOR}. Verbose output is a record to be read, so it is never drawn over.
 */
export function chooseRenderer({json, verbose, isTTY, env}: {json: boolean; verbose: boolean; isTTY: boolean; env: ReporterChoice['env']}): 'json' | 'plain' | 'terminal' {
  if (json) return 'json'
  const inCi = !['', '0', 'false'].includes(env['CI'] ?? '')
  return !isTTY || verbose || inCi || env['NO_COLOR'] || env['TERM'] === 'dumb' ? 'plain' : 'terminal'
}
