import type {ErrorCode} from '../errors.js'

/**
 * Everything that a command can say while it runs; plain JSON, one line each with `--json`. A step is named by its `id`, which is unique
 * within one command and stable between versions; titles and texts are for people and may change. `schemas/events.json` publishes these
 * types, docs/automation.md explains them.
 */
export type ReportEvent = StepStarted | StepProgress | StepDone | StepFailed | StepSkipped | Note | Result | Failure

interface Stamped<Type extends string> {
  readonly type: Type
  /** ISO 8601, UTC. */
  readonly time: string
}

export interface StepStarted extends Stamped<'step-started'> {
  readonly id: string
  readonly title: string
}

/** What a running step is doing; the latest replaces those before. */
export interface StepProgress extends Stamped<'step-progress'> {
  readonly id: string
  /** The node that the text is about. Absent: all, or none. */
  readonly node?: string
  readonly text: string
}

export interface StepDone extends Stamped<'step-done'> {
  readonly id: string
  readonly seconds: number
}

/** The command may still go on, or undo; how it ended, {@link Failure} says. */
export interface StepFailed extends Stamped<'step-failed'> {
  readonly id: string
  readonly seconds: number
  /** The node that failed. Absent: none, or it is not known which. */
  readonly node?: string
  /** Absent: an error that kina did not foresee. */
  readonly code?: ErrorCode
  readonly message: string
}

/** Not started at all; there is no `step-started` before it. */
export interface StepSkipped extends Stamped<'step-skipped'> {
  readonly id: string
  readonly title: string
  readonly reason: string
}

export interface Note extends Stamped<'note'> {
  readonly level: 'info' | 'warn'
  readonly text: string
}

/** The last event of a command that has its result, which is the document on standard output. */
export interface Result extends Stamped<'result'> {
  /** Exit code: 0, or 1 when what was looked at is not as it should be. */
  readonly exit: number
}

/** The last event of a command that failed. */
export interface Failure extends Stamped<'error'> {
  /** Exit code. */
  readonly exit: number
  readonly error: ErrorJson
}

/** An error as plain JSON. */
export interface ErrorJson {
  /** Absent: an error that kina did not foresee. */
  readonly code?: ErrorCode
  /** The node that failed. Absent: none, or it is not known which. */
  readonly node?: string
  readonly message: string
  /** Longer evidence, such as the last lines of a program's output. */
  readonly detail?: string
  /** Messages of what caused it, outermost first, where they say something new. */
  readonly causes?: readonly string[]
  /** What to do next, most likely first. */
  readonly next?: readonly string[]
}

/** An event before it has its time. */
export type Unstamped<Event extends ReportEvent = ReportEvent> = Event extends ReportEvent ? Omit<Event, 'time'> : never

/** The beginning of a progress text for people. */
export function onNode({node}: StepProgress): string {
  return node === undefined ? '' : `${node}: `
}

/** Gives an event its time. */
export function stamp(event: Unstamped, now: Date = new Date()): ReportEvent {
  // The type and the time come first in every line of JSON.
  const {type, ...rest} = event
  return {type, time: now.toISOString(), ...rest} as ReportEvent
}
