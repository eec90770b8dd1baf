import type {Argv, Context, ExecOptions, ExecResult} from 'kina/plugin'
import type {Command} from './commands.js'

/** A call whose failure is an answer. Still rejects when the program cannot be started or does not answer in time. */
export function ask(ctx: Context, {argv, timeoutSeconds}: Command, options: ExecOptions = {}): Promise<ExecResult> {
  return ctx.exec(argv, {...options, ...(timeoutSeconds !== undefined && {timeoutSeconds}), allowFailure: true})
}

/** A call that has to succeed: otherwise an error with the tool's own words and, where they have a known cause, what to do. */
export async function run(ctx: Context, command: Command, options: ExecOptions = {}): Promise<ExecResult> {
  const result = await ask(ctx, command, options)
  if (result.exitCode !== 0) throw failure(command.argv, result)
  return result
}

/** A call that has to succeed and answers with JSON. */
export async function readJson<T>(ctx: Context, command: Command): Promise<T> {
  const {stdout} = await run(ctx, command)
  try {
    return JSON.parse(stdout) as T
  } catch (error) {
    throw withDetail(`${spelt(command.argv)} did not answer with JSON: ${String(error)}`, stdout)
  }
}

/** An error for a failed call. */
export function failure(argv: Argv, result: Pick<ExecResult, 'exitCode' | 'stderr'>): Error {
  return withDetail(`${spelt(argv)} ended with exit code ${result.exitCode}: ${adviceOn(result.stderr)}`, result.stderr)
}

/** The tool's reason, with what to do about it where that is known. */
export function adviceOn(stderr: string): string {
  const reason = reasonIn(stderr)
  const advice = ADVICE.find(({words}) => words.test(stderr))?.advice
  return advice === undefined ? reason : `${reason} (${advice})`
}

/** Its line that begins with `Error: `, without that word; otherwise its last line. Warnings may stand before and usage below it. */
export function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '')
  const error = lines.find((line) => line.startsWith('Error: '))
  return error?.slice('Error: '.length) ?? lines.at(-1)?.trim() ?? 'it gave no reason'
}

/** kina prints `detail` below the message. */
export function withDetail(message: string, detail: string): Error {
  const tail = detail.trimEnd().split('\n').slice(-20).join('\n')
  return Object.assign(new Error(message), tail === '' ? {} : {detail: tail})
}

/** Whether a call failed because what it names is not, or no longer, there. */
export function saysNotFound({stderr}: Pick<ExecResult, 'stderr'>): boolean {
  return /not ?found/i.test(stderr)
}

const ADVICE = [
  {words: /XPC connection error/, advice: 'its service does not run: container system start --enable-kernel-install'},
  {words: /XPC timeout/, advice: 'its service does not answer: container system stop && container system start'},
  {words: /default kernel not found/, advice: 'no kernel is installed: container system kernel set --recommended'},
  {words: /Permission denied while binding/, advice: 'ports below 1024 need root; choose a higher one'},
  {words: /Rosetta Translation/, advice: 'run kina with a Node.js for Apple silicon: node -p process.arch must say arm64'},
]

/** Program and subcommand: `container image load`. */
function spelt(argv: Argv): string {
  return argv.slice(0, 3).filter((word, i) => i < 2 || /^[a-z]+$/.test(word)).join(' ')
}
