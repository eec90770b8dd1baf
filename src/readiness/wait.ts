import {setTimeout as sleep} from 'node:timers/promises'
import type {Condition} from '../contract/index.js'
import {KinaError, messageOf, type ErrorCode} from '../errors.js'

export interface WaitOptions {
  /** What is waited for, as a noun phrase: it is printed at the deadline. */
  readonly name: string
  /** In milliseconds. */
  readonly deadline: number
  readonly signal: AbortSignal
  /** Told whenever the reason changes. */
  readonly onReason?: (reason: string) => void
  /** Wakes the wait before its next look: an event of a watch, for instance. */
  readonly changed?: () => Promise<void>
  /** Of the error at the deadline. */
  readonly code: ErrorCode
  /** That it waits for, in the error. */
  readonly node?: string
  readonly next?: readonly string[]
}

/** Longest pause between two looks, in milliseconds. */
const LOOK_EVERY = 200

/** How long a look may take even where the deadline is nearer, in milliseconds, so that the last one counts. */
const LOOK_GRACE = 5000

/** The only loop that waits: looks until the condition is met, and at the deadline fails with its name and last reason. */
export async function waitFor(look: () => Promise<Condition>, options: WaitOptions): Promise<void> {
  const {name, deadline, signal, onReason, code, node, next = []} = options
  const end = performance.now() + deadline
  let last = ''
  for (;;) {
    signal.throwIfAborted()
    const condition = await answerOf(look, Math.max(end - performance.now(), Math.min(LOOK_GRACE, deadline)), signal)
    if (condition.met) return
    if (condition.reason !== last) {
      last = condition.reason
      onReason?.(last)
    }
    const left = end - performance.now()
    if (left <= 0) {
      throw new KinaError({code, message: `${name} did not come about within ${Math.round(deadline / 1000)} s: ${last}`, ...(node !== undefined && {node}), next})
    }
    await pause(Math.min(LOOK_EVERY, left), signal, options.changed)
  }
}

/** What a look says. One that throws, or does not come back, is unmet: no look may outlast the deadline or an abort. */
async function answerOf(look: () => Promise<Condition>, milliseconds: number, signal: AbortSignal): Promise<Condition> {
  const over = new AbortController()
  const late = sleep(milliseconds, undefined, {signal: AbortSignal.any([signal, over.signal])}).then((): Condition => ({met: false, reason: 'the last look has not come back'}))
  late.catch(() => {})
  try {
    return await Promise.race([look().catch((error: unknown): Condition => ({met: false, reason: messageOf(error)})), late])
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    over.abort()
  }
}

async function pause(milliseconds: number, signal: AbortSignal, changed?: () => Promise<void>): Promise<void> {
  const timer = sleep(milliseconds, undefined, {signal})
  await (changed ? Promise.race([timer, changed()]) : timer)
  // The losing timer rejects later when the signal aborts; nobody waits for it any more.
  timer.catch(() => {})
}
