import type {Config} from '@oclif/core'

/** Arguments of every `kina ...` in a page's code: a line of a block, with a prompt or without, or a piece of code in a sentence. */
export function commandLines(page: string): string[][] {
  const fences = [...page.matchAll(/^```(?:console|sh|text)?\n([^]*?)^```$/gm)].map(([, block = '']) => block)
  const indented = [...page.matchAll(/(?:^ {4}.*\n)+/gm)].map(([block]) => block.replaceAll(/^ {4}/gm, ''))
  const lines = [...fences, ...indented].flatMap((block) => [...block.matchAll(/^(?:[$#] )?(?:[A-Z_]+=\S+ )*(?:sudo )?(?:npx )?kina(?: (\S.*))?$/gm)])
  const sentences = [...page.replaceAll(/^```[^]*?^```$/gm, '').matchAll(/`(?:[A-Z_]+=\S+ )*(?:npx )?kina ([^`]+)`/g)]
  // What kina says begins like that too, and is a sentence.
  return [...lines, ...sentences].filter(([line]) => !/\. [A-Z]/.test(line)).map(([, rest = '']) => wordsOf(rest))
}

/** Without a comment, and without what only the shell sees. Brackets and dots stand for what may be left out. */
function wordsOf(line: string): string[] {
  const command = line.replace(/\s{2,}#.*$|\s+[|>&].*$/, '')
  return command.split(/\s+/).map((word) => word.replaceAll(/^\[|\]$|[,.]+$/g, '')).filter((word) => word !== '')
}

/** What is wrong with a command line, in words, as far as commands, arguments and flags go. */
export function problemsOf(words: readonly string[], config: Config): string[] {
  if (words.every((word) => /^--?(version|help|v|h)$/.test(word))) return []
  const isTopic = config.commandIDs.some((id) => id.startsWith(`${words[0]}:`))
  const depth = [3, 2, 1].find((length) => length <= words.length && config.findCommand(words.slice(0, length).join(':')))
  if (depth === undefined) return isTopic && words.length === 1 ? [] : [`there is no command "${words.slice(0, 2).join(' ')}"`]
  const {args, flags, strict} = config.findCommand(words.slice(0, depth).join(':'))!
  const {values, names} = split(words.slice(depth), (name) => Object.values(flags).find((flag) => flag.name === name || flag.char === name)?.type === 'option')
  const known = new Set(['help', ...Object.values(flags).flatMap(({name, char}) => [name, `no-${name}`, char ?? name])])
  return [
    ...names.filter((name) => !known.has(name)).map((name) => `there is no flag --${name}`),
    ...values.flatMap((value, i) => {
      const arg = Object.values(args)[i]
      if (arg === undefined && strict === false) return []
      // A topic that is a command as well, such as `plugins`: the word is another command.
      if (arg === undefined) return [isTopic && depth === 1 ? `there is no command "${words[0]} ${value}"` : `it takes no argument "${value}"`]
      // Capitals stand for something, and a bar for a choice.
      return arg.options && !/^[A-Z]+$/.test(value) && !value.split('|').every((one) => arg.options!.includes(one)) ? [`"${value}" is not one of ${arg.options.join(', ')}`] : []
    }),
  ]
}

/** Arguments, and names of flags without their values. */
function split(words: readonly string[], takesValue: (name: string) => boolean): {values: string[]; names: string[]} {
  const values: string[] = []
  const names: string[] = []
  for (let i = 0; i < words.length; i++) {
    const [, name = '', assigned] = /^--?([^=]+)(=.*)?$/.exec(words[i]!) ?? []
    if (name === '') values.push(words[i]!)
    else names.push(name)
    if (name !== '' && assigned === undefined && takesValue(name)) i++
  }
  return {values, names}
}
