import {join} from 'node:path'
import {execa} from 'execa'
import type {Result} from '../../src/preflight/doctor.js'
import {program} from '../commands/kina.js'

/** What `kina doctor --runtime apple` said, without what depends on the machine that the test runs on. */
export interface Said {
  readonly exitCode: number
  /** Lines about the runtime and its image builder, and the verdict. */
  readonly text: string
  readonly runtime: Result
}

/** The built kina as a user's shell starts it: `env` has the PATH of the emulated Mac. */
export async function doctor(env: Readonly<Record<string, string>>, home: string, more: readonly string[] = []): Promise<Said> {
  const kina = (...args: readonly string[]) =>
    execa(process.execPath, ['--import', OFFLINE, program, 'doctor', '--runtime', 'apple', ...more, ...args], {
      extendEnv: false,
      env: {...env, HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CACHE_HOME: join(home, 'cache'), XDG_CONFIG_HOME: join(home, 'config'), NO_COLOR: '1', OCLIF_COLUMNS: '80'},
      reject: false,
      stdin: 'ignore',
    })
  const [text, json] = await Promise.all([kina(), kina('--json')])
  const {results} = JSON.parse(json.stdout) as {results: readonly Result[]}
  const runtime = results.find(({title}) => title === 'Runtime apple')
  if (runtime === undefined) throw new Error(`there is no line about the runtime:\n${text.stdout}\n${text.stderr}`)
  return {exitCode: Number(text.exitCode), text: ownLines(text.stdout), runtime}
}

/** Servers of releases answer everything, so that nothing of this machine's network shows, and none is used. */
const OFFLINE = `data:text/javascript,${encodeURIComponent('globalThis.fetch = async () => new Response()')}`

/** Blocks of lines that begin with a status: those of the runtime and the builder stay, and so does the last line. */
function ownLines(stdout: string): string {
  const blocks = stdout.trimEnd().split(/\n(?=(?:ok|note|missing) +\S|\n)/)
  const own = blocks.filter((block) => /^(ok|note|missing) +(Runtime|Image builder) /.test(block))
  return `${[...own, ...(blocks.at(-1)?.startsWith('\n') ? [blocks.at(-1)!] : [])].join('\n')}\n`
}
