import {clientArgv, PORT} from './programs.js'
import type {Place} from './place.js'

/** A connection that goes on, and new ones beside it. */
export interface Held {
  /** Ends it, and tells how it went. */
  end(): Promise<Kept>
}

export interface Kept {
  /** Whether the first connection lived. */
  readonly kept: boolean
  /** Longest time without an answer on it, and of new ones, in seconds. */
  readonly silence: number
  readonly silenceOfNew: number
}

/** Longest time of all of it, in seconds. */
const LIMIT = 600

/** Resolves once it goes on. @throws when there is no connection to begin with */
export async function hold(from: Place, to: Place): Promise<Held> {
  const began = Promise.withResolvers<void>()
  const over = Promise.withResolvers<void>()
  let text = ''
  const decoder = new TextDecoder()
  const onStdout = (chunk: Uint8Array) => {
    text += decoder.decode(chunk, {stream: true})
    if (text.includes('holding\n')) began.resolve()
  }
  const input = async function* (): AsyncIterable<Uint8Array> {
    await over.promise
  }
  const done = from.exec(clientArgv([`hold ${to.ip} ${PORT}`], 0), {stdin: input(), onStdout, timeoutSeconds: LIMIT})
  await Promise.race([began.promise, done.then(() => Promise.reject(new Error(`no connection to hold: ${text.trim()}`)))])
  done.catch(() => {})
  return {
    async end() {
      over.resolve()
      await done
      return readKept(text)
    },
  }
}

/** As client.pl prints it. Pure. */
export function readKept(text: string): Kept {
  const [, word, silence, silenceOfNew] = /\t(kept|lost) ([\d.]+) ([\d.]+)\n/.exec(text) ?? []
  if (word === undefined) throw new Error(`the connection has not told how it went: ${text.trim()}`)
  return {kept: word === 'kept', silence: Number(silence), silenceOfNew: Number(silenceOfNew)}
}
