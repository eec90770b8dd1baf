import {spawn, type StdioOptions} from 'node:child_process'
import {once} from 'node:events'
import type {Readable} from 'node:stream'
import {text} from 'node:stream/consumers'
import {fileURLToPath} from 'node:url'
import type {ExecOutcome, ExecProcess} from '../backing.ts'
import type {ContainerRecord, UserRecord} from '../state.ts'
import {pidOf} from './alive.ts'
import {capabilityMask} from './capabilities.ts'
import {withSystemPath} from './command.ts'
import {forwardSignals, pass} from './exec-streams.ts'
import {environmentOf} from './guest-config.ts'
import type {Mac} from './mac.ts'
import {resolveUser} from './users.ts'

/** On the standard streams of this process. */
export async function execInGuest(mac: Mac, container: ContainerRecord, order: ExecProcess): Promise<ExecOutcome> {
  const pid = pidOf(mac, container.id)
  if (pid === null) throw new Error(`failed to create process: container ${container.id} is not running`)
  const args = await joinArgs(pid, container, order)
  // A terminal has one stream, and whoever holds its other side ends with it.
  const output = order.detach ? 'ignore' : order.tty ? 'inherit' : 'pipe'
  const stdio: StdioOptions = [order.interactive && !order.detach ? 'inherit' : 'ignore', output, output, 'pipe']
  // A session of its own: a terminal's Ctrl-C comes to this process alone, which passes it on.
  const child = spawn('perl', args, {stdio, detached: true, env: withSystemPath({})})
  const stopForwarding = forwardSignals(child)
  const raw = order.tty && order.interactive && process.stdin.isTTY
  if (raw) process.stdin.setRawMode(true)
  try {
    const broken = once(child, 'error').then(([error]) => Promise.reject(error as Error))
    const passed = order.detach ? null : pass(child)
    passed?.catch(() => undefined)
    const said = await Promise.race([text(child.stdio[3] as Readable), broken])
    if (said.startsWith('missing')) return {missing: order.argv[0]}
    if (said !== '') throw new Error(said.trim().replace(/^failed /, ''))
    if (passed === null) {
      child.unref()
      return {code: 0}
    }
    return await passed
  } finally {
    stopForwarding()
    if (raw) process.stdin.setRawMode(false)
  }
}

async function joinArgs(pid: number, {init, capabilities}: ContainerRecord, order: ExecProcess): Promise<string[]> {
  const user = await resolveUser(`/proc/${pid}/root`, wantedUser(init.user, order.user))
  const environment = environmentOf([...init.environment, ...order.environment], user, order.tty)
  return [
    fileURLToPath(new URL('join.pl', import.meta.url)),
    String(pid),
    ...[`uid=${user.uid}`, `gid=${user.gid}`, `groups=${user.groups.join(',')}`, `cwd=${order.workingDirectory ?? (init.workingDirectory || '/')}`],
    `caps=${capabilities === 'ALL' ? 'ALL' : capabilityMask(capabilities).toString(16)}`,
    ...order.rlimits.map(({limit, soft, hard}) => `rlimit=${limitNumber(limit)}:${soft}:${hard}`),
    ...environment.map((entry) => `env=${entry}`),
    ...(order.tty ? ['tty=1'] : []),
    ...['--', ...order.argv],
  ]
}

/** `--uid` and `--gid` replace one half each. Pure. */
export function wantedUser(own: UserRecord, asked: ExecProcess['user']): UserRecord {
  if (asked === undefined || 'raw' in asked) return asked ?? own
  const base = 'id' in own ? own.id : {uid: 0, gid: 0}
  return {id: {uid: asked.id.uid ?? base.uid, gid: asked.id.gid ?? base.gid}}
}

/** In the order of Linux's numbers. */
const LIMITS = ['CPU', 'FSIZE', 'DATA', 'STACK', 'CORE', 'RSS', 'NPROC', 'NOFILE', 'MEMLOCK', 'AS', 'LOCKS', 'SIGPENDING', 'MSGQUEUE', 'NICE', 'RTPRIO', 'RTTIME']

function limitNumber(name: string): number {
  const number = LIMITS.indexOf(name.replace(/^RLIMIT_/, ''))
  if (number === -1) throw new Error(`unknown limit ${name}`)
  return number
}

