import type {ChildProcess} from 'node:child_process'
import {Readable} from 'node:stream'
import type {Argv, ExecOptions, ExecResult} from '../contract/index.js'
import {currentCall} from '../plugin-guard/current-call.js'
import {ExecError} from './exec-error.js'

/** How long a program may take to end after SIGTERM before it is killed, in milliseconds. */
const KILL_AFTER = 3000

/** Starts a program on the host: the only place that does. No shell; rejects with {@link ExecError}. Ends with the provider's call that wants it. */
export async function exec(argv: Argv, options: ExecOptions = {}, own?: AbortSignal): Promise<ExecResult> {
  const call = currentCall()?.signal
  const limit = options.timeoutSeconds === undefined ? undefined : AbortSignal.timeout(options.timeoutSeconds * 1000)
  const stops = [own, call, limit].filter((signal) => signal !== undefined)
  const stop = AbortSignal.any(stops)
  stop.throwIfAborted()
  const {execa} = await import('execa')
  const [program, ...args] = argv
  const collect = options.onStdout === undefined
  const child = execa(program, args, {
    ...(options.env && {env: {...options.env}}),
    ...(options.cwd !== undefined && {cwd: options.cwd}),
    cancelSignal: stop,
    forceKillAfterDelay: KILL_AFTER,
    reject: false,
    stripFinalNewline: false,
    stdin: options.stdin === undefined ? 'ignore' : 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: {stdout: collect, stderr: true},
    maxBuffer: 256 * 1024 * 1024,
  })
  const cut = cutOff(child.nodeChildProcess, stop).then(() => child)
  const fed = feed(child.stdin, options.stdin)
  const read = options.onStdout && child.stdout ? drain(child.stdout, options.onStdout) : undefined
  const done = Promise.all([child, fed, read]).then(([result]) => result)
  const result = await Promise.race([done, cut]).catch((error: unknown) => {
    // Its output was cut off: what counts is why.
    if (stop.aborted) return child
    throw error
  })
  const stdout = typeof result.stdout === 'string' ? result.stdout : ''
  const stderr = typeof result.stderr === 'string' ? result.stderr : ''
  if (stop.aborted) throw stop.reason === limit?.reason ? new ExecError(argv, {exitCode: null, stdout, stderr, reason: `no answer within ${options.timeoutSeconds} s`}, {cause: result}) : stop.reason
  if (result.exitCode === undefined) {
    throw new ExecError(argv, {exitCode: null, stdout, stderr, reason: result.originalMessage ?? result.signal ?? 'did not start'}, {cause: result})
  }
  if (result.exitCode !== 0 && !options.allowFailure) throw new ExecError(argv, {exitCode: result.exitCode, stdout, stderr})
  return {exitCode: result.exitCode, stdout, stderr}
}

/**
 * Once a program that was to end is gone, nobody waits for what it started and what still has its output, nor for who gives it input.
 * Resolves then; never otherwise.
 */
function cutOff(child: ChildProcess, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!stop.aborted || (child.pid !== undefined && child.exitCode === null && child.signalCode === null)) return
      child.stdout?.destroy()
      child.stderr?.destroy()
      resolve()
    }
    child.once('exit', look)
    stop.addEventListener('abort', look, {once: true})
  })
}

/** A program that stops reading early says so by its exit code, so a broken pipe here is no error of its own. */
async function feed(target: NodeJS.WritableStream | null | undefined, input: ExecOptions['stdin']): Promise<void> {
  if (!target || input === undefined) return
  const {pipeline} = await import('node:stream/promises')
  const source = typeof input === 'string' || input instanceof Uint8Array ? Readable.from([input]) : Readable.from(input)
  await pipeline(source, target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  })
}

async function drain(source: AsyncIterable<unknown>, onStdout: NonNullable<ExecOptions['onStdout']>): Promise<void> {
  for await (const chunk of source) await onStdout(chunk as Uint8Array)
}
