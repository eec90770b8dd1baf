/** The commands of a shell line, each as its words: quotes are resolved, comments and redirections left out, `;`, `&`, `|` and `&&` come between. */
export function simpleCommands(line: string): string[][] {
  const commands: string[][] = [[]]
  for (const [, comment, operator, redirection, word] of line.matchAll(TOKEN)) {
    if (comment !== undefined) break
    if (operator !== undefined) commands.push([])
    else if (redirection === undefined && word !== undefined) commands.at(-1)!.push(unquoted(word))
  }
  return commands.filter((words) => words.length > 0)
}

/** In this order: a comment, an operator, a redirection with what it goes to, a word with its quoted parts. */
const WORD = String.raw`(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s;&|<>'"\\])+`
const TOKEN = new RegExp(String.raw`((?<=^|\s)#.*$)|(&&|\|\||[;&|])|(\d?>&\d|\d?[<>]+\s*${WORD})|(${WORD})`, 'gm')

/** Values of variables are not looked at: `$?` stays as it is. */
function unquoted(word: string): string {
  return word.replaceAll(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g, (_, single?: string, double?: string, escaped?: string) => single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? '')
}
