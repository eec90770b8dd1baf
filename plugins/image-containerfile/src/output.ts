import {stripVTControlCharacters} from 'node:util'

/** How many lines are kept for the report of a failure. */
const KEPT = 40

/** Cuts a stream of bytes into lines without colours, and keeps the last ones. */
export function lineReader(onLine: (line: string) => void): {read(chunk: Uint8Array): void; tail(): readonly string[]} {
  const decoder = new TextDecoder()
  const kept: string[] = []
  let rest = ''
  return {
    read(chunk) {
      const pieces = (rest + decoder.decode(chunk, {stream: true})).split('\n')
      rest = pieces.pop() ?? ''
      for (const line of pieces.map((piece) => stripVTControlCharacters(piece).trimEnd()).filter((piece) => piece !== '')) {
        kept.push(line)
        if (kept.length > KEPT) kept.shift()
        onLine(line)
      }
    },
    tail: () => (rest === '' ? kept : [...kept, rest]),
  }
}

export function lastLines(text: string, count: number): string {
  return stripVTControlCharacters(text).trimEnd().split('\n').slice(-count).join('\n').trim()
}
