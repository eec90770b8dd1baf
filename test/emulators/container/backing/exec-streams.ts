import type {ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import type {Readable, Writable} from 'node:stream'
import {setTimeout as sleep} from 'node:timers/promises'
import type {ExecOutcome} from '../backing.ts'

/** How long the real one waits for output after the program has ended. */
const DRAIN_SECONDS = 3

/** Passes output on, as fast as it is taken, until the program has ended and its output too. */
export async function pass(child: ChildProcess): Promise<ExecOutcome> {
  const drained = Promise.all([copy(child.stdout, process.stdout), copy(child.stderr, process.stderr)]).then(() => 'drained' as const)
  // Rejects when it could not be started.
  const [code] = (await once(child, 'exit')) as [number | null]
  const timer = new AbortController()
  const late = sleep(DRAIN_SECONDS * 1000, 'late' as const, {signal: timer.signal}).catch(() => 'late' as const)
  const how = await Promise.race([drained, late])
  timer.abort()
  if (how === 'drained') return {code: code ?? 1}
  // Whoever reads this process's output must see its end although something in the guest still holds the other side.
  child.stdout?.destroy()
  child.stderr?.destroy()
  return {notDrained: true}
}

const FORWARDED = ['SIGTERM', 'SIGINT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const

/** Until the returned function is called. */
export function forwardSignals(child: ChildProcess): () => void {
  const forward = (signal: NodeJS.Signals) => void child.kill(signal)
  for (const signal of FORWARDED) process.on(signal, forward)
  return () => {
    for (const signal of FORWARDED) process.off(signal, forward)
  }
}

/** A reader that has gone away ends nothing: the program learns of it by its own writing, and else runs on. */
async function copy(from: Readable | null, to: Writable): Promise<void> {
  if (from === null) return
  let open = true
  to.once('error', () => {
    open = false
    from.destroy()
  })
  try {
    for await (const chunk of from) {
      if (open && !to.write(chunk)) await Promise.race([once(to, 'drain'), once(to, 'error')])
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}
