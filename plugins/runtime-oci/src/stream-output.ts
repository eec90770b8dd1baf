import type {ExecOptions} from 'kina/plugin'

/** Turns a program's output into something to iterate over. It starts when iteration does, and does not outrun the reader. */
export async function* streamOutput(run: (onStdout: NonNullable<ExecOptions['onStdout']>) => Promise<unknown>): AsyncGenerator<Uint8Array> {
  const {readable, writable} = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const ended = run((chunk) => writer.write(chunk)).then(
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
