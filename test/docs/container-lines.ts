/** A line of a page for Apple's `container`, as it stands there, and the version of it that has to understand it. */
export interface ContainerLine {
  readonly line: string
  readonly version: string
}

/** The version that the pages are about; a comment at a line's end may name a later one. */
export const PAGE_VERSION = '1.2.2'

/** Every line of a block of code that begins with `container`, with a prompt or without. */
export function containerLines(page: string): ContainerLine[] {
  const fences = [...page.matchAll(/^ *```(?:console|sh|text)?\n([^]*?)^ *```$/gm)].map(([, block = '']) => block)
  const indented = [...page.matchAll(/(?:^ {4,}.*\n)+/gm)].map(([block]) => block)
  const lines = [...fences, ...indented].flatMap((block) => [...block.matchAll(/^ *(?:\$ )?(container .*)$/gm)].map(([, line = '']) => line))
  return lines.map((line) => ({line, version: /# container (\d+\.\d+\.\d+) or newer$/.exec(line)?.[1] ?? PAGE_VERSION}))
}

/** Commands that sentences name, such as `container image load`: what follows `container`, without arguments and flags. */
export function containerCommands(page: string): string[][] {
  const sentences = page.replaceAll(/^ *```[^]*?^ *```$/gm, '').replaceAll(/^ {4,}.*$/gm, '')
  return [...sentences.matchAll(/`container ((?:[a-z0-9-]+ ?)+)[^`]*`/g)].map(([, words = '']) => words.trim().split(' ').filter((word) => !word.startsWith('-')))
}
