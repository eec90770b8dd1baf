import {createReadStream, existsSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import type {ExecOutcome} from '../backing.ts'

export interface Streams {
  readonly write: (chunk: string | Uint8Array) => void
  readonly input?: AsyncIterable<Uint8Array>
}

interface Surroundings extends Streams {
  readonly environment: readonly string[]
  readonly root: string
}

type Program = (args: readonly string[], around: Surroundings) => Promise<ExecOutcome>

/** All that a guest without anything behind it can run. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  true: async () => ({code: 0}),
  false: async () => ({code: 1}),
  exit: async ([code = '0']) => ({code: Number(code)}),
  sleep: async ([seconds = '0']) => {
    await sleep(Number(seconds) * 1000)
    return {code: 0}
  },
  echo: async (args, {write}) => {
    write(`${args.join(' ')}\n`)
    return {code: 0}
  },
  /** Of a file of the guest, or of its input. */
  cat: async ([path], {write, input, root}) => {
    if (path !== undefined && !existsSync(join(root, path))) {
      process.stderr.write(`cat: ${path}: No such file or directory\n`)
      return {code: 1}
    }
    for await (const chunk of path === undefined ? (input ?? []) : createReadStream(join(root, path))) write(chunk as Uint8Array)
    return {code: 0}
  },
  /** Variables in front replace earlier ones of the same name; what was appended twice stays twice. */
  env: async (args, around) => {
    const at = args.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word))
    const set = at === -1 ? args : args.slice(0, at)
    const environment = [...around.environment.filter((entry) => !set.some((other) => other.split('=')[0] === entry.split('=')[0])), ...set]
    const rest = at === -1 ? [] : args.slice(at)
    if (rest[0] !== undefined) return isProgram(rest[0]) ? run(rest as [string, ...string[]], {...around, environment}) : missing(rest[0])
    around.write(environment.map((entry) => `${entry}\n`).join(''))
    return {code: 0}
  },
}

export function isProgram(name: string): boolean {
  return Object.hasOwn(PROGRAMS, name)
}

export async function run([program, ...args]: readonly [string, ...string[]], around: Surroundings): Promise<ExecOutcome> {
  return (PROGRAMS[program] as Program)(args, around)
}

function missing(name: string): ExecOutcome {
  process.stderr.write(`env: '${name}': No such file or directory\n`)
  return {code: 127}
}
