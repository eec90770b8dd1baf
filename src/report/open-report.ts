import type {Writable} from 'node:stream'
import type {Log} from '../contract/index.js'
import {chooseReporter} from './choose.js'
import {stamp, type Failure, type Result, type Unstamped} from './events.js'
import {makeSteps, type Step} from './step.js'

/** Where a command says how it goes. */
export interface Report {
  readonly step: Step
  readonly log: Log
  /** Says how the command ended, where the reader is a program; people see its output. Also after `close`. */
  readonly end: (event: Unstamped<Failure | Result>) => void
  /** Ends the drawing; called more than once it does nothing. */
  readonly close: () => Promise<void>
}

/** Opens the report of one command on standard error. `KINA_DEBUG=1` shows every progress text. */
export function openReport({json, stream, env}: {json: boolean; stream: Writable & {isTTY?: boolean}; env: Readonly<Record<string, string | undefined>>}): Report {
  const verbose = env['KINA_DEBUG'] === '1'
  const reporter = chooseReporter({json, verbose, stream, env})
  const {step, log} = makeSteps(reporter)
  let open = true
  // Providers and signal handlers may still speak when a command has ended.
  const whileOpen = (say: (message: string) => void) => (message: string) => void (open && say(message))
  return {
    step,
    log: {debug: whileOpen(log.debug), info: whileOpen(log.info), warn: whileOpen(log.warn)},
    end: (event) => {
      if (json) reporter.emit(stamp(event))
    },
    close: async () => {
      if (!open) return
      open = false
      await reporter.close()
    },
  }
}
