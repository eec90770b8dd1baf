import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {text} from 'node:stream/consumers'
import {program, withUser, type Run, type User} from '../commands/kina.js'
import type {BadPlugin} from './bad-plugins.js'

export interface BadUser {
  readonly user: User
  readonly name: string
  /** The warning, as a pattern of the whole of it. */
  readonly warning: RegExp
  /** In a process of its own when the plugin needs that. */
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Run>
  /** Names in the list of installed plugins. */
  readonly listed: () => Promise<string[]>
}

/** A user who has installed one plugin that does not behave. */
export function withBadPlugin(bad: BadPlugin, work: (user: BadUser) => Promise<void>): Promise<void> {
  return withUser([], async (user) => {
    const name = bad.name ?? 'kina-bad'
    const data = join(user.home, 'data/kina')
    const list = join(data, 'package.json')
    const root = bad.installed ? join(data, 'node_modules', name) : join(user.home, 'bad')
    const pjson = {name, version: '1.0.0', type: 'module', oclif: {hooks: {'kina:register': './register.js'}}, ...bad.manifest}
    const files = {'package.json': JSON.stringify(pjson), 'register.js': 'export default () => {}', ...bad.files}
    for (const [path, content] of Object.entries(files)) if (content !== null) await write(join(root, path), content)
    const entry = bad.installed ? {name, type: 'user', tag: 'latest'} : {name, type: 'link', root}
    await write(list, bad.list ?? JSON.stringify({private: true, oclif: {schema: 1, plugins: [entry]}}))
    await work({
      user,
      name,
      warning: pattern(bad.says.replaceAll('NAME', name).replaceAll('ROOT', root).replaceAll('LIST', list)),
      run: (args, env) => (bad.alone ? start(user, args, env).ended : user.kina(args, env)),
      listed: async () => (JSON.parse(await readFile(list, 'utf8')) as {oclif: {plugins: {name: string}[]}}).oclif.plugins.map((plugin) => plugin.name),
    })
  })
}

/** kina as a program of its own; `line` is the first that it says. */
export function start({env}: User, args: readonly string[], more: Readonly<Record<string, string>> = {}): {ended: Promise<Run & {signal: string | null}>; line: Promise<string>; interrupt: () => void} {
  const child = spawn(process.execPath, [program, ...args], {env: {...env, ...more}, stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000, killSignal: 'SIGKILL'})
  const {promise: line, resolve} = Promise.withResolvers<string>()
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
    if (stderr.includes('\n')) resolve(stderr.slice(0, stderr.indexOf('\n')))
  })
  const ended = Promise.all([text(child.stdout), once(child, 'close')]).then(([stdout, [exitCode, signal]]) => {
    resolve(stderr)
    return {exitCode: exitCode as number, signal: signal as string | null, stdout, stderr}
  })
  return {ended, line, interrupt: () => void child.kill('SIGINT')}
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), {recursive: true})
  await writeFile(path, content)
}

function pattern(says: string): RegExp {
  return new RegExp(`^${says.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`)
}
