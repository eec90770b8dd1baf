import type {Writable} from 'node:stream'
import type {Log} from '../contract/index.js'
import {chooseReporter} from './choose.js'
import {makeSteps, type Step} from './step.js'

/** Where a command says how it goes. */
export interface Report {
  readonly step: Step
  readonly log: Log
  /** Ends the drawing; called more than once it does nothing. */
  readonly close: () => Promise<void>
}

/** Opens the report of one command on standard error. Debug lines appear with `KINA_DEBUG=1` only. */
export function openReport({json, stream, env}: {json: boolean; stream: Writable & {isTTY?: boolean}; env: Readonly<Record<string, string | undefined>>}): Report {
  const verbose = env['KINA_DEBUG'] === '1'
  const reporter = chooseReporter({json, verbose, stream, env})
  const {step, note} = makeSteps(reporter)
  let open = true
  const say = (level: 'info' | 'warn', text: string) => void (open && note(level, text))
  return {
    step,
    log: {
      debug: (message) => void (verbose && say('info', message)),
      info: (message) => say('info', message),
      warn: (message) => say('warn', message),
    },
    close: async () => {
      if (!open) return
      open = false
      await reporter.close()
    },
  }
}
