import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {stripVTControlCharacters} from 'node:util'
import type {FakeRuntime, FakeRuntimeOptions} from '../../src/testing/index.js'
import type {CniInstaller} from '../../src/contract/index.js'

export const packageRoot = fileURLToPath(new URL('../..', import.meta.url))
export const program = join(packageRoot, 'bin/run.js')

export interface Run {
  readonly exitCode: number
  /** Without colours. */
  readonly stdout: string
  readonly stderr: string
}

/** The command line in this process, as a user with a home and directories of its own; no program is on its PATH. */
export interface User {
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  /** Runs what `npm run build` made. */
  readonly kina: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Run>
}

/** @param plugins names of folders in test/fixtures/plugins that the user has linked */
export async function withUser(plugins: readonly string[], work: (user: User) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'kina-user-'))
  const data = join(home, 'data/kina')
  const linked = plugins.map((folder) => ({name: `kina-${folder}`, root: join(packageRoot, 'test/fixtures/plugins', folder), type: 'link'}))
  const env = {HOME: home, PATH: join(home, 'no-programs'), XDG_DATA_HOME: join(home, 'data'), XDG_CACHE_HOME: join(home, 'cache'), XDG_CONFIG_HOME: join(home, 'config'), KINA_CACHE_DIR: join(home, 'cache/kina'), ...PRETENDED, NO_COLOR: '1', OCLIF_COLUMNS: '80'}
  try {
    await mkdir(data, {recursive: true})
    if (linked.length > 0) await writeFile(join(data, 'package.json'), JSON.stringify({private: true, oclif: {schema: 1, plugins: linked}}))
    await work({home, env, kina: (args, more) => runHere(args, {...env, ...more})})
  } finally {
    await rm(home, {recursive: true, force: true})
  }
}

/** A run of the tests as on another platform goes for the programs they start, too. */
const PRETENDED = process.env['NODE_OPTIONS']?.includes('/test/platform/pretend.mjs') ? {NODE_OPTIONS: process.env['NODE_OPTIONS']} : {}

/** What the linked plugin fake-runtime registers; put others in their place before a run. */
export interface Fakes {
  runtime: FakeRuntime
  cni: CniInstaller
}

/** A new fake runtime, which the plugin fake-runtime registers from now on. */
export async function registeredFake(options: FakeRuntimeOptions = {}): Promise<FakeRuntime> {
  const url = new URL('../fixtures/plugins/fake-runtime/register.js', import.meta.url).href
  const {fakes, fakeRuntime} = (await import(url)) as {fakes: Fakes; fakeRuntime: (options: FakeRuntimeOptions) => FakeRuntime}
  fakes.runtime = fakeRuntime(options)
  return fakes.runtime
}

/** Everything of this process that a run changes is put back. */
async function runHere(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Run> {
  const before = {env: {...process.env}, argv: process.argv, exit: process.exit, exitCode: process.exitCode}
  const listeners = SIGNALS.map((signal) => [signal, process.listeners(signal)] as const)
  const stdout = capture(process.stdout)
  const stderr = capture(process.stderr)
  let exited: number | undefined
  try {
    setEnv(env)
    process.argv = [process.execPath, program, ...args]
    process.exitCode = undefined
    // The first call counts; nothing that oclif does after it is seen outside.
    process.exit = ((code?: number) => void (exited ??= code ?? Number(process.exitCode ?? 0))) as typeof process.exit
    const {main} = (await import(join(packageRoot, 'dist/main.js'))) as {main: (url: string) => Promise<void>}
    await inTime(main(new URL('../../bin/run.js', import.meta.url).href), args)
    return {exitCode: exited ?? Number(process.exitCode ?? 0), stdout: stdout.text(), stderr: stderr.text()}
  } finally {
    stdout.end()
    stderr.end()
    setEnv(before.env)
    Object.assign(process, {argv: before.argv, exit: before.exit, exitCode: before.exitCode})
    for (const [signal, old] of listeners) for (const added of process.listeners(signal)) if (!old.includes(added)) process.off(signal, added)
  }
}

/** A run that hangs must give the outputs back, or mocha's own report would be swallowed. */
async function inTime(run: Promise<void>, args: readonly string[]): Promise<void> {
  const timer = new AbortController()
  const late = sleep(DEADLINE, undefined, {signal: timer.signal}).then(() => Promise.reject(new Error(`kina ${args.join(' ')} has not ended after ${DEADLINE / 1000} s`)))
  late.catch(() => {})
  await Promise.race([run, late]).finally(() => timer.abort())
}

const DEADLINE = 20_000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** In place: some of what reads the environment, such as `os.homedir()`, does not look at `process.env`. */
function setEnv(env: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  Object.assign(process.env, env)
}

/** Takes what is written to a stream, which is no terminal meanwhile. */
function capture(stream: NodeJS.WriteStream): {text: () => string; end: () => void} {
  const {write} = stream
  const terminal = Object.getOwnPropertyDescriptor(stream, 'isTTY')
  let text = ''
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
    const done = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined
    done?.()
    return true
  }) as typeof stream.write
  Object.defineProperty(stream, 'isTTY', {value: false, configurable: true, writable: true})
  return {
    text: () => stripVTControlCharacters(text),
    end: () => {
      stream.write = write
      if (terminal) Object.defineProperty(stream, 'isTTY', terminal)
      else delete (stream as {isTTY?: boolean}).isTTY
    },
  }
}
