type OnSignal = (code: 130 | 143) => void

/** The innermost decides what an interrupt does; without any other the process ends with 128 and the signal. */
const deciding: OnSignal[] = [(code) => process.exit(code)]

export function listenToSignals(): void {
  process.on('SIGTERM', () => deciding.at(-1)?.(143)).on('SIGINT', () => deciding.at(-1)?.(130))
}

export async function onSignal<T>(decide: OnSignal, work: () => Promise<T>): Promise<T> {
  deciding.push(decide)
  try {
    return await work()
  } finally {
    deciding.splice(deciding.lastIndexOf(decide), 1)
  }
}

/** A program in the foreground gets the signals itself; whoever sends a third has lost patience with it. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  let sent = 0
  return onSignal(() => {
    if (++sent < 3) return
    process.stderr.write("Received 3 SIGINT/SIGTERM's, forcefully exiting.\n")
    process.exit(1)
  }, work)
}

let depth = 0
let pending: number | undefined

/**
 * The daemon goes on with what it began when the command line is interrupted. Here both are one process, so an interrupt waits
 * for the end of the outermost work, and the process then ends as the real one would have at once.
 */
export async function undisturbed<T>(work: () => Promise<T>): Promise<T> {
  depth++
  try {
    return await onSignal((code) => void (pending = code), work)
  } finally {
    if (--depth === 0 && pending !== undefined) process.exit(pending)
  }
}
