/** An error of the daemon or of the command: exit 1. Its text is made by {@link sentence}. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly nested: Failure | undefined
  /** Commands that take several ids print the outer code too. */
  readonly codeShown: boolean
  /** Lines after the error's own. */
  readonly more: readonly string[]

  constructor(code: FailureCode, message: string, options: {nested?: Failure; codeShown?: boolean; more?: readonly string[]} = {}) {
    super(message)
    this.code = code
    this.nested = options.nested
    this.codeShown = options.codeShown ?? false
    this.more = options.more ?? []
  }
}

export type FailureCode = 'unknown' | 'invalidArgument' | 'internalError' | 'exists' | 'notFound' | 'invalidState' | 'empty' | 'timeout' | 'unsupported' | 'interrupted'

/** The argument parser's: exit 64, with the command's usage. */
export class UsageError extends Error {}

/** Known to the real program, but nothing that this emulator does: exit 70, in words that cannot be taken for the real one's. */
export class NotEmulated extends Error {}

/** What stands after `Error: `. Quotes are not escaped, so they pile up. */
export function sentence(failure: Failure): string {
  const cause = failure.nested === undefined ? '' : ` (cause: "${coded(failure.nested)}")`
  return failure.codeShown ? `${failure.code}: "${failure.message}"${cause}` : `${failure.message}${cause}`
}

function coded(failure: Failure): string {
  const cause = failure.nested === undefined ? '' : ` (cause: "${coded(failure.nested)}")`
  return `${failure.code}: "${failure.message}"${cause}`
}

/** Anything thrown, as a failure of the daemon. */
export function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure('unknown', error instanceof Error ? error.message : String(error))
}
