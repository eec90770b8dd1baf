import {AsyncLocalStorage} from 'node:async_hooks'
import type {Log} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {type Note, type ReportEvent, type Unstamped, stamp} from './events.js'

/** Where events go: one of the renderers, or a list in tests. */
export interface Reporter {
  /** Never throws and never waits: drawing is no reason for a cluster to fail. */
  emit(event: ReportEvent): void
  /** Draws what is left and gives the terminal back. Nothing may be emitted afterwards. */
  close(): Promise<void>
}

/** Runs one step and says how it goes; resolves and rejects as `work` does. Steps may run at the same time. */
export type Step = <T>(id: string, title: string, work: (progress: Progress) => Promise<T>) => Promise<T>

/** Says what a step is doing; `node` when it does so on one node. */
export type Progress = (text: string, node?: string) => void

export interface Steps {
  readonly step: Step
  /** For a step that this run does not need. */
  skip(id: string, title: string, reason: string): void
  note(level: Note['level'], text: string): void
  /** For providers: speaks under the step it is called from, also when several run. Warnings always stand on their own. */
  readonly log: Log
}

/** The vocabulary of a journey on top of a reporter. */
export function makeSteps(reporter: Reporter): Steps {
  const say = (event: Unstamped): void => reporter.emit(stamp(event))
  const note: Steps['note'] = (level, text) => say({type: 'note', level, text})
  const current = new AsyncLocalStorage<Progress>()

  const step: Step = async (id, title, work) => {
    const since = performance.now()
    const seconds = (): number => Math.round(performance.now() - since) / 1000
    let running = true
    say({type: 'step-started', id, title})
    try {
      // Work that was abandoned at a deadline may speak after its step is over; nobody listens then.
      const progress: Progress = (text, node) => {
        if (running) say({type: 'step-progress', id, ...(node !== undefined && {node}), text})
      }
      const value = await current.run(progress, () => work(progress))
      running = false
      say({type: 'step-done', id, seconds: seconds()})
      return value
    } catch (error) {
      running = false
      const known = error instanceof KinaError ? {...(error.node !== undefined && {node: error.node}), code: error.code} : {}
      say({type: 'step-failed', id, seconds: seconds(), ...known, message: messageOf(error)})
      throw error
    }
  }

  return {
    step,
    skip: (id, title, reason) => say({type: 'step-skipped', id, title, reason}),
    note,
    log: {
      debug: (message) => current.getStore()?.(message),
      info: (message) => (current.getStore() ?? ((text) => note('info', text)))(message),
      warn: (message) => note('warn', message),
    },
  }
}
