import type {Argv, ExecOptions, ExecResult} from '../../src/contract/index.js'
import type {Workshop} from '../../src/node-image/workshop.js'
import {ExecError} from '../../src/process/exec-error.js'

/** Answers for programs by name; one that is not there cannot be started. */
export type Programs = Readonly<Record<string, (args: readonly string[], options: ExecOptions) => Promise<string> | string>>

export interface StubWorkshop extends Workshop {
  /** Command lines that were run, in order. */
  readonly ran: Argv[]
}

/** A workshop on a cache directory whose programs are functions. */
export function workshop(cacheRoot: string, programs: Programs = {}, more: Partial<Workshop> = {}): StubWorkshop {
  const ran: Argv[] = []
  const silent = () => undefined
  const exec = async (argv: Argv, options: ExecOptions = {}): Promise<ExecResult> => {
    ran.push(argv)
    const program = programs[argv[0]]
    if (program === undefined) throw new ExecError(argv, {exitCode: null, stdout: '', stderr: '', reason: `spawn ${argv[0]} ENOENT`})
    return {exitCode: 0, stdout: await program(argv.slice(1), options), stderr: ''}
  }
  return {
    ran,
    cacheRoot,
    arch: 'amd64',
    host: {platform: 'linux', arch: 'amd64'},
    ctx: {signal: new AbortController().signal, log: {debug: silent, info: silent, warn: silent}, exec},
    ...more,
  }
}

/** A Go that answers `go env` and makes a file for every package of `go build`. */
export function goStub(version: string, build: (options: ExecOptions, directory: string) => Promise<void> = async () => undefined): Programs {
  return {
    go: async (args, options) => {
      if (args[0] === 'env') return JSON.stringify({GOVERSION: `go${version}`, GOHOSTARCH: 'amd64', GOHOSTOS: 'linux'})
      await build(options, args[args.indexOf('-o') + 1] ?? '')
      return ''
    },
  }
}
