import type {Argv, ExecOptions} from '../../contract/index.js'

/** What a program answers, unless its time is over or it is aborted before: as core's own `exec` ends one. */
export async function inTime<T>(argv: Argv, {timeoutSeconds}: ExecOptions, signal: AbortSignal, answer: T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let aborted = () => {}
  const end = new Promise<never>((_, reject) => {
    aborted = () => reject(signal.reason)
    signal.addEventListener('abort', aborted, {once: true})
    if (timeoutSeconds !== undefined) timer = setTimeout(() => reject(new Error(`${argv.join(' ')}: no answer within ${timeoutSeconds} s`)), timeoutSeconds * 1000)
  })
  try {
    return await Promise.race([answer, end])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', aborted)
  }
}
