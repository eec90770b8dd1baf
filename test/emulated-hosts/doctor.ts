import {execa} from 'execa'
import {join} from 'node:path'
import {program} from '../commands/kina.js'

/** What `kina doctor --runtime apple` said, without what depends on the machine that the test runs on. */
export interface Said {
  readonly exitCode: number
  /** Lines about the runtime and its image builder, and the verdict. */
  readonly text: string
  /** The command or sentence that mends the runtime, when there is one. */
  readonly fix: string | undefined
}

/** The built kina as a user's shell starts it: `env` has the PATH of the emulated Mac. */
export async function doctor(env: Readonly<Record<string, string>>, home: string): Promise<Said> {
  const {stdout, stderr, exitCode} = await execa(process.execPath, ['--import', OFFLINE, program, 'doctor', '--runtime', 'apple'], {
    extendEnv: false,
    env: {...env, HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CACHE_HOME: join(home, 'cache'), XDG_CONFIG_HOME: join(home, 'config'), NO_COLOR: '1', OCLIF_COLUMNS: '80'},
    reject: false,
    stdin: 'ignore',
  })
  const blocks = stdout.trimEnd().split(/\n(?=(?:ok|note|missing) +\S|\n)/)
  const own = blocks.filter((block) => /^(ok|note|missing) +(Runtime|Image builder) /.test(block))
  if (own.length !== 2 || !blocks.at(-1)?.startsWith('\n')) throw new Error(`this is no diagnosis of one runtime:\n${stdout}\n${stderr}`)
  return {exitCode: Number(exitCode), text: `${[...own, blocks.at(-1)].join('\n')}\n`, fix: /^ +fix: (.+)$/m.exec(own[0] ?? '')?.[1]}
}

/** Servers of releases answer everything, so that nothing of this machine's network shows, and none is used. */
const OFFLINE = `data:text/javascript,${encodeURIComponent('globalThis.fetch = async () => new Response()')}`
