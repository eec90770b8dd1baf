import {open, type FileHandle} from 'node:fs/promises'
import {setTimeout as sleep} from 'node:timers/promises'
import type {ContainerRecord} from '../state.ts'
import {pidOf} from './alive.ts'
import {filesOf, type Mac} from './mac.ts'

interface Look {
  readonly follow: boolean
}

/** PID 1's standard output and error, merged. */
export async function* guestConsole(mac: Mac, container: ContainerRecord, look: Look): AsyncIterable<Uint8Array> {
  for await (const {bytes} of consoleParts(mac, container, look)) yield bytes
}

/** The same with the name of the stream. */
export async function* consoleParts(mac: Mac, {id}: ContainerRecord, {follow}: Look): AsyncIterable<ConsolePart> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of growing(filesOf(mac, id).console, follow ? () => pidOf(mac, id) !== null : () => false)) {
    const {parts, rest: left} = readK8sFile(Buffer.concat([rest, chunk]))
    yield* parts
    rest = left
  }
}

export async function* bootLog(mac: Mac, {id}: ContainerRecord, {follow}: Look): AsyncIterable<Uint8Array> {
  yield* growing(filesOf(mac, id).bootLog, follow ? () => pidOf(mac, id) !== null : () => false)
}

export interface ConsolePart {
  readonly stream: 'stdout' | 'stderr'
  readonly bytes: Uint8Array
}

/** Lines `TIME STREAM F|P CONTENT`: F ends a line of the program's, P is a part of one. Pure. */
export function readK8sFile(file: Buffer): {parts: ConsolePart[]; rest: Buffer} {
  const parts: ConsolePart[] = []
  let from = 0
  for (let end = file.indexOf(10); end !== -1; end = file.indexOf(10, from)) {
    const line = file.subarray(from, end)
    const [afterTime, afterStream] = [line.indexOf(32) + 1, line.indexOf(32, line.indexOf(32) + 1) + 1]
    const stream = line.toString('latin1', afterTime, afterStream - 1) === 'stderr' ? 'stderr' : 'stdout'
    const whole = line[afterStream] === 'F'.charCodeAt(0)
    parts.push({stream, bytes: whole ? file.subarray(from + afterStream + 2, end + 1) : line.subarray(afterStream + 2)})
    from = end + 1
  }
  return {parts, rest: file.subarray(from)}
}

/** A file from its beginning, and what is added to it while `lives` says so. */
export async function* growing(file: string, lives: () => boolean): AsyncIterable<Buffer> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (handle === null) return
  try {
    let more = true
    while (more) {
      // Asked first: what was written before the end is read after it.
      more = lives()
      yield* toEnd(handle)
      if (more) await sleep(50)
    }
  } finally {
    await handle.close()
  }
}

async function* toEnd(handle: FileHandle): AsyncIterable<Buffer> {
  for (;;) {
    const {bytesRead, buffer} = await handle.read(Buffer.alloc(64 * 1024))
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}
