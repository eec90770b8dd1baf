import {Failure} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import type {OciConfig, ProcessRecord, UserRecord} from '../state.ts'
import {merged, variables, variablesOf} from './environment.ts'

const LIMITS = ['core', 'cpu', 'data', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rss', 'rtprio', 'rttime', 'sigpending', 'stack']

/** PID 1 of a new container. */
export function initProcess(call: Call, config: OciConfig['config'] = {}): ProcessRecord {
  const [, ...given] = call.args
  const entrypoint = call.one('entrypoint')
  const command = [...(entrypoint !== undefined && entrypoint !== '' ? [entrypoint] : (config.Entrypoint ?? [])), ...(given.length > 0 ? given : entrypoint === undefined ? (config.Cmd ?? []) : [])]
  const [executable, ...rest] = command
  if (executable === undefined) throw new Failure('invalidArgument', 'command/entrypoint not specified for container process')
  return {
    executable,
    arguments: rest,
    environment: merged([...variables(config.Env ?? []), ...call.all('env-file').flatMap(variablesOf), ...variables(call.all('env'))]),
    workingDirectory: call.one('workdir') ?? (config.WorkingDir === undefined || config.WorkingDir === '' ? '/' : config.WorkingDir),
    user: user(call) ?? (config.User === undefined ? {id: {uid: 0, gid: 0}} : {raw: config.User}),
    terminal: call.is('tty'),
    rlimits: limits(call.all('ulimit')),
  }
}

/** Undefined: as it would be without a word about it. */
export function user(call: Call): UserRecord | undefined {
  const [name, uid, gid] = [call.one('user'), call.one('uid'), call.one('gid')]
  if (name !== undefined && name !== '') return {raw: name}
  if (uid === undefined) return undefined
  return gid === undefined ? {raw: uid} : {id: {uid: Number(uid), gid: Number(gid)}}
}

export function limits(given: readonly string[]): {limit: string; soft: number; hard: number}[] {
  return given.map((limit) => {
    const match = /^(\w+)=(unlimited|-1|\d+)(?::(unlimited|-1|\d+))?$/.exec(limit)
    if (match === null || !LIMITS.includes(match[1] as string)) throw new Failure('invalidArgument', `invalid ulimit: ${limit}`)
    const soft = amount(match[2] as string)
    return {limit: `RLIMIT_${(match[1] as string).toUpperCase()}`, soft, hard: match[3] === undefined ? soft : amount(match[3])}
  })
}

/** JSON holds no larger number exactly; it stands for "no limit". */
function amount(text: string): number {
  return text === 'unlimited' || text === '-1' ? Number.MAX_SAFE_INTEGER : Number(text)
}
