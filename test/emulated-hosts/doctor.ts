import {execa} from 'execa'
import {join} from 'node:path'
import {program} from '../commands/kina.js'

/** What `kina doctor --runtime apple` said, without what depends on the machine that the test runs on. */
export interface Said {
  readonly exitCode: number
  /** All but space on the disk and the limit of open files. */
  readonly text: string
  /** The command or sentence that mends the first that is missing. */
  readonly fix: string | undefined
}

export interface DoctorOptions {
  readonly home: string
  readonly servers?: 'answer' | 'unreachable' | undefined
}

/** The built kina as a user's shell starts it: `env` has the PATH of the emulated Mac. */
export async function doctor(env: Readonly<Record<string, string>>, {home, servers = 'answer'}: DoctorOptions): Promise<Said> {
  const {stdout, stderr, exitCode} = await execa(process.execPath, ['--import', ON_MACOS, '--import', WITHOUT_NETWORK[servers], program, 'doctor', '--runtime', 'apple'], {
    extendEnv: false,
    env: {...env, HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CACHE_HOME: join(home, 'cache'), XDG_CONFIG_HOME: join(home, 'config'), NO_COLOR: '1', OCLIF_COLUMNS: '80'},
    reject: false,
    stdin: 'ignore',
  })
  const blocks = stdout.trimEnd().split(/\n(?=(?:ok|note|missing) +\S|\n)/)
  if (!blocks.some((block) => /^\w+ +Runtime apple /.test(block)) || !blocks.at(-1)?.startsWith('\n')) throw new Error(`this is no diagnosis of one runtime:\n${stdout}\n${stderr}`)
  const stable = blocks.filter((block) => !/^\w+ +(Disk|Open files) /.test(block))
  return {exitCode: Number(exitCode), text: `${stable.join('\n')}\n`, fix: /^ +fix: (.+)$/m.exec(stable.find((block) => block.startsWith('missing ')) ?? '')?.[1]}
}

/** What only Linux has is not there. */
const ON_MACOS = new URL('../platform/pretend.mjs?platform=darwin', import.meta.url).href

/** No network is used. The servers of releases answer everything, or nothing. */
const WITHOUT_NETWORK = {
  answer: preload('globalThis.fetch = async () => new Response()'),
  unreachable: preload('globalThis.fetch = async () => Promise.reject(new TypeError("fetch failed"))'),
}

function preload(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`
}
