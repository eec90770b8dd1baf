import type {Command, Flag, Positional} from './command.ts'

/** What `--help` of a command prints. Every option of the version stands in it: that is how callers find out what there is. */
export function helpOf(command: Command): string {
  const args = command.positionals.map((positional) => [`<${positional.name}>`, positional.help] as const)
  const flags = [...command.flags.map((flag) => [namesOf(flag), flag.help] as const), ['-h, --help', 'Show help information.'] as const]
  return [`OVERVIEW: ${command.summary}`, '', `USAGE: ${usageOf(command)}`, '', ...(args.length === 0 ? [] : ['ARGUMENTS:', ...args.map(row), '']), 'OPTIONS:', ...flags.map(row), ''].join('\n')
}

export function usageOf(command: Command): string {
  return ['container', ...command.words, ...(command.flags.length > 0 ? ['[<options>]'] : []), ...command.positionals.map(inUsage)].join(' ')
}

/** Of the program itself, or of a group such as `image`. */
export function helpOfGroup(words: readonly string[], commands: readonly Command[]): string {
  const depth = words.length
  const seen = new Map<string, string>()
  for (const command of commands.filter((candidate) => words.every((word, i) => candidate.words[i] === word))) {
    const name = command.words[depth]
    if (name === undefined) continue
    const group = command.words.length > depth + 1
    const label = [name, ...(group ? [] : (command.aliases ?? []))].join(', ')
    if (!seen.has(label)) seen.set(label, group ? `Manage ${name}` : command.summary)
  }
  const see = ['container', 'help', ...words, '<subcommand>'].join(' ')
  return [`OVERVIEW: ${depth === 0 ? 'A container platform for macOS' : `Manage ${words.join(' ')}`}`, '', `USAGE: ${groupUsage(words)}`, '', 'OPTIONS:',
    ...(depth === 0 ? [row(['--debug', 'Show more of what goes on']), row(['--version', 'Show the version.'])] : []), row(['-h, --help', 'Show help information.']),
    '', 'SUBCOMMANDS:', ...[...seen].map(row), '', `  See '${see}' for detailed help.`, ''].join('\n')
}

export function groupUsage(words: readonly string[]): string {
  return ['container', ...words, ...(words.length === 0 ? ['[--debug]'] : []), '<subcommand>'].join(' ')
}

function inUsage({name, optional, repeat}: Positional): string {
  const one = `<${name}>${repeat === true ? ' ...' : ''}`
  return optional === true ? `[${one}]` : one
}

function namesOf(flag: Flag): string {
  const names = [...(flag.short === undefined ? [] : [`-${flag.short}`]), ...flag.long.map((name) => `--${name}`)].join(', ')
  return flag.value === undefined ? names : `${names} <${flag.value}>`
}

function row([left, right]: readonly [string, string]): string {
  return left.length < 22 ? `  ${left.padEnd(24)}${right}` : `  ${left}\n${' '.repeat(26)}${right}`
}
