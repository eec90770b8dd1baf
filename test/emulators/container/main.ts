import {Failure, NotEmulated, sentence, UsageError} from './failure.ts'
import type {Command} from './grammar/command.ts'
import {groupUsage, helpOf, helpOfGroup, usageOf} from './grammar/help.ts'
import {parse} from './grammar/parse.ts'
import {obeyService} from './service.ts'
import {listenToSignals} from './signals.ts'
import type {MacSettings} from './state.ts'
import {read, type Mac} from './store.ts'
import {commandsOf, GROUP_ALIASES} from './tree/commands.ts'

/** The emulated `container`. Ends the process by its exit code alone, so that what was written arrives. */
export async function main({directory, argv}: {readonly directory: string; readonly argv: readonly string[]}): Promise<void> {
  listenToSignals()
  const mac: Mac = {directory}
  const {settings} = read(mac)
  if (settings.debugBuild) err('Warning! Running debug build. Performance may be degraded.')
  try {
    await dispatch(mac, settings, [...argv])
  } catch (error) {
    process.exitCode = report(error)
  }
}

async function dispatch(mac: Mac, settings: MacSettings, argv: string[]): Promise<void> {
  while (argv[0] === '--debug') argv.shift()
  const commands = commandsOf(settings)
  if (argv[0] === '--version') return out(`container CLI version ${settings.version} (build: ${settings.debugBuild ? 'debug' : 'release'}, commit: ${commitOf(settings.version)})`)
  const asked = argv[0] === 'help' ? (argv.shift(), true) : false
  const {words, rest} = await wordsOf(commands, argv, settings)
  const command = commands.find((candidate) => candidate.words.join(' ') === words.join(' '))
  if (command === undefined) return group({words, rest, commands, settings})
  if (asked) return out(helpOf(command))
  await call(command, rest, mac, settings)
}

/** As many words as name a command or a group; aliases are replaced. */
async function wordsOf(commands: readonly Command[], argv: readonly string[], settings: MacSettings): Promise<{words: string[]; rest: string[]}> {
  const words: string[] = []
  for (const [i, given] of argv.entries()) {
    const word = i === 0 ? (GROUP_ALIASES[given] ?? given) : given
    const found = commands.find(({words: own, aliases}) => own.length > i && words.every((known, at) => own[at] === known) && (own[i] === word || (own.length === i + 1 && aliases?.includes(word))))
    if (found === undefined) break
    words.push(found.words[i] as string)
    if (found.words.length === words.length) break
  }
  if (words.length === 0 && argv[0] !== undefined && !argv[0].startsWith('-')) await noPlugin(argv[0], settings)
  return {words, rest: argv.slice(words.length)}
}

/** An unknown first word is looked up among the plugins, which only the service knows. */
async function noPlugin(word: string, settings: MacSettings): Promise<never> {
  if (settings.service === 'hangs') await forever()
  if (settings.service === 'stopped') throw new PluginError(['Plugins are unavailable. Start the container system services and retry:', '', '    container system start'])
  throw new PluginError([`Plugin 'container-${word}' not found.`, '', 'If system services are not running, start them with:', '', '    container system start'])
}

class PluginError extends Error {
  readonly lines: readonly string[]
  constructor(lines: readonly string[]) {
    super(lines[0])
    this.lines = lines
  }
}

async function group({words, rest, commands, settings}: {words: readonly string[]; rest: readonly string[]; commands: readonly Command[]; settings: MacSettings}): Promise<void> {
  const first = rest[0]
  if (first !== undefined && first !== '-h' && first !== '--help') throw Object.assign(new UsageError(first.startsWith('-') ? `Unknown option '${first}'` : `Unexpected argument '${first}'`), {usage: groupUsage(words), see: ['container', ...words].join(' ')})
  // The help of the program lists plugins, which only the service knows.
  if (words.length === 0 && settings.service === 'hangs') await forever()
  out(helpOfGroup(words, commands))
}

async function call(command: Command, rest: readonly string[], mac: Mac, settings: MacSettings): Promise<void> {
  try {
    const {values, args, help} = parse(command, rest)
    if (help) return out(helpOf(command))
    if (command.run === undefined) throw new NotEmulated(`'container ${command.words.join(' ')}' of version ${settings.version} is not emulated`)
    await obeyService(command, settings)
    const run = await command.run()
    await run({mac, name: command.words.join(' '), is: (flag) => values.has(flag), one: (flag) => values.get(flag)?.[0], all: (flag) => values.get(flag) ?? [], args, out, err})
  } catch (error) {
    throw error instanceof UsageError ? Object.assign(error, {usage: usageOf(command), see: ['container', ...command.words].join(' ')}) : error
  }
}

function report(error: unknown): number {
  if (error instanceof UsageError) {
    const {usage, see} = error as UsageError & {usage?: string; see?: string}
    err(`Error: ${error.message}`)
    err(`Usage: ${usage}`)
    err(`  See '${see} --help' for more information.`)
    return 64
  }
  if (error instanceof PluginError) {
    err(`Error: ${error.lines.join('\n')}`)
    return 64
  }
  if (error instanceof NotEmulated) {
    err(`emulator: ${error.message}`)
    return 70
  }
  if (error instanceof Failure) {
    err(`Error: ${sentence(error)}`)
    for (const line of error.more) err(line)
    return 1
  }
  // A mistake of this emulator must not look like an answer.
  err(`emulator: ${error instanceof Error ? error.stack : String(error)}`)
  return 70
}

/** Seven digits that differ by version. */
export function commitOf(version: string): string {
  return `0${version.replaceAll('.', '')}90097`.slice(0, 7).padEnd(7, '0')
}

export async function forever(): Promise<never> {
  return new Promise<never>(() => setInterval(() => undefined, 1 << 30))
}

function out(line: string): void {
  process.stdout.write(`${line}\n`)
}

function err(line: string): void {
  process.stderr.write(`${line}\n`)
}
