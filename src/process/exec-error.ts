import {KinaError} from '../errors.js'

/** A program that could not be started, or ended with a non-zero exit. The message can be pasted into a shell. */
export class ExecError extends KinaError {
  readonly argv: readonly string[]
  /** Null when it could not be started or was ended by a signal. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string

  constructor(argv: readonly string[], result: {exitCode: number | null; stdout: string; stderr: string; reason?: string}, options?: {cause?: unknown}) {
    const how = result.reason ?? `exit code ${result.exitCode ?? 'none'}`
    super({code: 'E_COMMAND_FAILED', message: `${quoteArgv(argv)}: ${how}`, ...tailOf(result.stderr || result.stdout)}, options)
    this.argv = argv
    this.exitCode = result.exitCode
    this.stdout = result.stdout
    this.stderr = result.stderr
  }
}

/** The command line as a POSIX shell would take it. */
export function quoteArgv(argv: readonly string[]): string {
  return argv.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)).join(' ')
}

/** The last lines of an output: enough to see the reason, few enough to read. */
function tailOf(output: string, lines = 20): {detail?: string} {
  const text = output.trimEnd().split('\n').slice(-lines).join('\n')
  return text === '' ? {} : {detail: text}
}
