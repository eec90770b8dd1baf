import type {Context, ExecOptions} from 'kina/plugin'
import {commands, type Command} from './commands.js'

/** First what kernel and console said, then what process 1 wrote; oldest first in each. */
export async function* logsOf(ctx: Context, name: string): AsyncGenerator<Uint8Array> {
  const problems: unknown[] = []
  for (const command of [commands.bootLog(name), commands.logs(name)]) {
    try {
      yield* streamOutput(ctx, command)
    } catch (error) {
      ctx.signal.throwIfAborted()
      problems.push(error)
    }
  }
  // One of the two may be missing, on a node that never booted for one.
  if (problems.length === 2) throw problems[1]
}

/** A program's output as something to iterate over. It starts when iteration does, and does not outrun the reader. */
async function* streamOutput(ctx: Context, {argv, timeoutSeconds}: Command): AsyncGenerator<Uint8Array> {
  const {readable, writable} = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const onStdout: NonNullable<ExecOptions['onStdout']> = (chunk) => writer.write(chunk)
  const ended = ctx.exec(argv, {onStdout, ...(timeoutSeconds !== undefined && {timeoutSeconds})}).then(
    () => writer.close(),
    (error: unknown) => writer.abort(error),
  )
  try {
    yield* readable
  } finally {
    // A reader that stopped early has cancelled the stream: the program's next write fails, and it ends.
    await ended.catch(() => {})
  }
}
