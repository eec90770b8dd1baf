let depth = 0
let pending: number | undefined

/**
 * The daemon goes on with what it began when the command line is interrupted. Here both are one process, so an interrupt waits
 * for the end of the outermost work, and the process then ends as the real one would have at once.
 */
export async function undisturbed<T>(work: () => Promise<T>): Promise<T> {
  if (depth++ === 0) process.on('SIGTERM', terminated).on('SIGINT', interrupted)
  try {
    return await work()
  } finally {
    if (--depth === 0) {
      process.off('SIGTERM', terminated).off('SIGINT', interrupted)
      if (pending !== undefined) process.exit(pending)
    }
  }
}

function terminated(): void {
  pending = 143
}

function interrupted(): void {
  pending = 130
}
