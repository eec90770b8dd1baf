import {UsageError} from '../failure.ts'
import type {Command, Flag} from './command.ts'

export interface Parsed {
  readonly values: ReadonlyMap<string, readonly string[]>
  readonly args: readonly string[]
  readonly help: boolean
}

/** Reads what follows the command's words, as Swift's ArgumentParser does: options anywhere before the captured part, `--a=b`, grouped shorts. */
export function parse(command: Command, argv: readonly string[]): Parsed {
  const values = new Map<string, string[]>()
  const args: string[] = []
  const queue = [...argv]
  let help = false
  let open = true
  while (queue.length > 0) {
    const word = queue.shift() as string
    if (open && word === '--') open = false
    else if (!open || word === '-' || !word.startsWith('-')) {
      args.push(word)
      if (command.captures === true) args.push(...queue.splice(0))
    } else if (word === '--help' || word === '-h') help = true
    else if (word.startsWith('--')) take(word)
    else takeShorts(word)
  }
  if (!help) checkPositionals(command, args)
  return {values, args, help}

  function take(word: string): void {
    const at = word.indexOf('=')
    const [name, given] = at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
    const found = command.flags.find((flag) => flag.long.includes(name.slice(2)))
    if (found === undefined) throw new UsageError(`Unknown option '${name}'`)
    if (found.value === undefined && given !== undefined) throw new UsageError(`The option '${name}' does not take any value, but '${given}' was specified.`)
    keep(found, name, found.value === undefined ? 'true' : (given ?? next(found, name)))
  }

  function takeShorts(word: string): void {
    const at = word.indexOf('=')
    const letters = [...(at === -1 ? word : word.slice(0, at)).slice(1)]
    for (const [i, letter] of letters.entries()) {
      const found = command.flags.find(({short}) => short === letter)
      if (found === undefined) throw new UsageError(`Unknown option '-${letter}'`)
      const given = at !== -1 && i === letters.length - 1 ? word.slice(at + 1) : undefined
      keep(found, `-${letter}`, found.value === undefined ? 'true' : (given ?? next(found, `-${letter}`)))
    }
  }

  /** What looks like an option is no value. */
  function next(found: Flag, name: string): string {
    const value = queue[0]
    if (value === undefined || (value.startsWith('-') && value !== '-')) throw new UsageError(`Missing value for '${name} <${found.value}>'`)
    return queue.shift() as string
  }

  function keep(found: Flag, name: string, value: string): void {
    checkValue(found, name, value)
    const key = found.long[0] ?? (found.short as string)
    values.set(key, found.repeat ? [...(values.get(key) ?? []), value] : [value])
  }
}

function checkValue(flag: Flag, name: string, value: string): void {
  const wrong = `The value '${value}' is invalid for '${name} <${flag.value}>'`
  if (flag.accepts === 'number' && !/^\d+$/.test(value)) throw new UsageError(wrong)
  if (Array.isArray(flag.accepts) && !flag.accepts.includes(value)) throw new UsageError(`${wrong}. Please provide one of ${list(flag.accepts as readonly string[])}.`)
}

function list(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`)
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
}

function checkPositionals({positionals}: Command, args: readonly string[]): void {
  const missing = positionals[args.length]
  if (missing !== undefined && missing.optional !== true) throw new UsageError(`Missing expected argument '<${missing.name}>'`)
  const surplus = positionals.at(-1)?.repeat === true ? [] : args.slice(positionals.length)
  if (surplus.length === 1) throw new UsageError(`Unexpected argument '${surplus[0]}'`)
  if (surplus.length > 1) throw new UsageError(`${surplus.length} unexpected arguments: ${surplus.map((word) => `'${word}'`).join(', ')}`)
}
