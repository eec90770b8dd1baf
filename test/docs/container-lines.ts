import {simpleCommands} from './shell-words.js'

/** A call of Apple's `container` that a page shows, and the version that has to understand it. */
export interface ContainerCall {
  readonly args: readonly string[]
  readonly version: string
}

/** The version that the pages are about; a comment at a line's end may name a later one. */
export const PAGE_VERSION = '1.2.2'

/** Calls in blocks of code, with a prompt or without, and in a piece of code of a sentence or a table that is more than a command's name. */
export function containerCalls(page: string): ContainerCall[] {
  const fences = [...page.replaceAll(/ *\\\n */g, ' ').matchAll(/^ *```(?:console|sh|text)?\n([^]*?)^ *```$/gm)].map(([, block = '']) => block)
  const indented = [...page.matchAll(/(?:^ {4,}.*\n)+/gm)].map(([block]) => block)
  const lines = [...fences, ...indented].flatMap((block) => block.split('\n')).map((line) => line.trim().replace(/^\$ /, ''))
  const pieces = [...sentencesOf(page).matchAll(/(`+)(.+?)\1/g)].map(([, , code = '']) => code.trim().replaceAll('\\|', '|'))
  return [...lines.flatMap(callsIn), ...pieces.flatMap((piece) => callsIn(piece).filter(({args}) => !isName(args)))]
}

/** The calls of `container` in a shell line. */
export function callsIn(line: string): ContainerCall[] {
  const version = /# container (\d+\.\d+\.\d+) or newer$/.exec(line)?.[1] ?? PAGE_VERSION
  return simpleCommands(line).flatMap(([program, ...args]) => (program === 'container' ? [{args, version}] : []))
}

/** Names of commands, such as `container image load`, which sentences mention. */
export function commandNames(page: string): string[][] {
  return [...sentencesOf(page).matchAll(/`container ((?:[a-z0-9-]+ ?)+)`/g)].map(([, words = '']) => words.trim().split(' ')).filter(isName)
}

/** Headings are what a user sees, not what one types. */
function sentencesOf(page: string): string {
  return page.replaceAll(/^ *```[^]*?^ *```$/gm, '').replaceAll(/^(?: {4,}|#+ ).*$/gm, '')
}

/** `list`, `image load`: two words at most, no flags. */
function isName(args: readonly string[]): boolean {
  return args.length <= 2 && args.every((word) => /^[a-z][a-z0-9-]*$/.test(word))
}
