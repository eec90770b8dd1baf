import {readFileSync} from 'node:fs'
import {Failure} from '../failure.ts'

/** `K=V`, or `K` to take it from here; what is not set here is dropped. */
export function variables(given: readonly string[]): string[] {
  return given.flatMap((entry) => (entry.includes('=') ? [entry] : process.env[entry] === undefined ? [] : [`${entry}=${process.env[entry]}`]))
}

export function variablesOf(file: string): string[] {
  const lines = readLines(file).map((line) => line.trimStart()).filter((line) => line !== '' && !line.startsWith('#'))
  for (const line of lines) {
    const name = line.split('=')[0] as string
    if (name === '') throw new Failure('invalidArgument', `no variable name on line '${line}'`)
    if (/[ \t]/.test(name)) throw new Failure('invalidArgument', `variable '${name}' contains whitespaces`)
  }
  return variables(lines)
}

/** Later ones win; the order in which they are kept is that of a dictionary, which is none. */
export function merged(all: readonly string[]): string[] {
  const byName = new Map(all.map((entry) => [entry.split('=')[0] as string, entry]))
  return [...byName.values()].map((entry) => ({entry, at: Math.random()})).sort((a, b) => a.at - b.at).map(({entry}) => entry)
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)
  } catch {
    throw new Failure('invalidArgument', `failed to read envfile at ${file}`)
  }
}
