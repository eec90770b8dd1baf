import type {Log} from './contract/index.js'
import {KinaError} from './errors.js'

/** Aborted by the first Ctrl-C (or SIGTERM), after which kina tidies up; the second one ends it at once. */
export function interruptible(log: Log): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130)
      log.warn('Interrupted: tidying up. Press Ctrl-C again to stop at once and leave things as they are.')
      controller.abort(new KinaError({code: 'E_INTERRUPTED', message: `Interrupted by ${signal}.`, exit: 130}))
    })
  }
  return controller.signal
}
