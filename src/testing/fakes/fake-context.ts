import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Argv, Context, ExecOptions, ExecResult} from '../../contract/index.js'
import {inTime} from './in-time.js'

export interface ExecCall {
  readonly argv: Argv
  readonly options: ExecOptions
}

type Answer = string | Partial<ExecResult> | Error | undefined

export interface FakeContextOptions {
  /** What a program answers: standard output alone, a result, or an error that is thrown. Undefined: exit code 0 and nothing said. A promise may never end. */
  readonly answer?: (call: ExecCall) => Answer | Promise<Answer>
  readonly signal?: AbortSignal
}

/** A Context that starts nothing, with a record of what it was asked. */
export interface FakeContext extends Context {
  readonly calls: readonly ExecCall[]
  /** Such as `info: STEP 1/2: FROM base`. */
  readonly logged: readonly string[]
}

export function fakeContext({answer, signal = new AbortController().signal}: FakeContextOptions = {}): FakeContext {
  const calls: ExecCall[] = []
  const logged: string[] = []
  const say = (level: string) => (message: string) => void logged.push(`${level}: ${message}`)
  return {
    calls,
    logged,
    signal,
    log: {debug: say('debug'), info: say('info'), warn: say('warn')},
    dirs: {state: join(tmpdir(), 'kina-fake-state'), cache: join(tmpdir(), 'kina-fake-cache')},
    async exec(argv, options = {}) {
      signal.throwIfAborted()
      calls.push({argv, options})
      const given = await inTime(argv, options, signal, answer?.({argv, options}))
      if (given instanceof Error) throw given
      return finish(argv, options, typeof given === 'string' ? {stdout: given} : (given ?? {}))
    },
  }
}

/** As core's own: output goes to the reader if there is one, and a non-zero exit is an error unless it is allowed. */
async function finish(argv: Argv, {onStdout, allowFailure}: ExecOptions, {exitCode = 0, stdout = '', stderr = ''}: Partial<ExecResult>): Promise<ExecResult> {
  if (onStdout && stdout !== '') await onStdout(new TextEncoder().encode(stdout))
  if (exitCode !== 0 && !allowFailure) throw Object.assign(new Error(`${argv.join(' ')}: exit code ${exitCode}`), {exitCode, stderr})
  return {exitCode, stdout: onStdout ? '' : stdout, stderr}
}
