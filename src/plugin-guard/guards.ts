import {formatError} from '../report/format-error.js'
import {thrownText} from '../registry/stamp.js'
import {currentCall} from './current-call.js'
import {incident} from './incidents.js'

/** Roots of the plugins of the user, real paths, by package name. */
const roots = new Map<string, string>()
let listening = false

/**
 * From now on an installed plugin neither ends kina nor writes into its output: `process.exit` throws where it is called, writing to
 * standard output becomes a warning, and what it throws from a timer or leaves unhandled fails the call it belongs to, or is a warning.
 * Armed only once code of such a plugin is about to run.
 */
export function armGuards(plugins: readonly {name: string; root: string}[]): void {
  for (const {name, root} of plugins) roots.set(name, root)
  if (process.exit !== guardedExit) {
    exit = process.exit.bind(process)
    process.exit = guardedExit
  }
  if (process.stdout.write !== guardedWrite) {
    write = process.stdout.write.bind(process.stdout)
    process.stdout.write = guardedWrite
  }
  if (listening) return
  listening = true
  process.on('uncaughtException', onUncaught)
}

let exit: typeof process.exit
let write: typeof process.stdout.write

/** To be called without an argument means to end with what `process.exitCode` says, and `undefined` is an argument. */
const guardedExit = ((...code: Parameters<typeof process.exit>) => {
  if (offender() === undefined) return exit(...code)
  throw new Error(`it tried to end kina with process.exit(${code.join('')})`)
}) as typeof process.exit

const guardedWrite = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
  const plugin = offender()
  if (plugin === undefined) return write(chunk, ...(rest as []))
  const text = typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk)
  incident({plugin, used: true, message: `it wrote to standard output, which is kept for results: ${JSON.stringify(shortened(text))}`})
  const done = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined
  if (done) process.nextTick(done)
  return true
}) as typeof process.stdout.write

/** One that writes much would otherwise be many warnings: only how the first of it begins is told. */
function shortened(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return line.length > 60 ? `${line.slice(0, 60)}…` : line
}

function onUncaught(error: unknown): void {
  const call = currentCall()
  if (call?.installed && call.fail?.(error)) return
  const plugin = offender(error)
  if (plugin !== undefined) return incident({plugin, used: true, message: `it failed in the background: ${thrownText(error).split('\n')[0]}`})
  // Somebody else's listener, such as a test runner's, knows better what to do.
  if (process.listenerCount('uncaughtException') > 1) return
  process.stderr.write(formatError(error))
  if (process.env['KINA_DEBUG'] === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  exit(1)
}

/** The plugin of the user whose code runs or threw: by the call it belongs to or, where that is lost, by the files on the stack. */
function offender(thrown?: unknown): string | undefined {
  const call = currentCall()
  if (call) return call.installed ? call.plugin : undefined
  const stack = thrown instanceof Error ? thrown.stack : thrown === undefined ? new Error('here').stack : undefined
  return stack === undefined ? undefined : [...roots].find(([, root]) => stack.includes(`${root}/`))?.[0]
}
