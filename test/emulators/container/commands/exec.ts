import {text} from 'node:stream/consumers'
import type {ExecProcess} from '../backing.ts'
import {behind} from '../daemon/behind.ts'
import {look} from '../daemon/look.ts'
import {Failure} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {answer, type Answer} from '../kernels/answers.ts'
import {profile} from '../kernels/profiles.ts'
import {answerEach, RUN_EACH} from '../kernels/run-each.ts'
import {patiently} from '../signals.ts'
import {variables, variablesOf} from '../spec/environment.ts'
import {limits} from '../spec/process.ts'
import {exitWith} from './outcome.ts'

/** Questions about the kernel are answered for the kernel that the guest believes to have; all else runs in it. */
export async function exec(call: Call): Promise<void> {
  const [id = '', ...argv] = call.args
  const state = await look(call.mac, [id])
  const container = state.containers[id]
  if (container === undefined) throw new Failure('notFound', `get failed: container ${id} not found`)
  if (container.state !== 'running') throw new Failure('invalidState', `container ${id} is not running`)
  if (argv.at(-1) === RUN_EACH) return tell({stdout: answerEach(profile(container.kernel.profile), await text(process.stdin)), code: 0})
  const found = answer(profile(container.kernel.profile), argv)
  if (found !== null && !('present' in found)) return tell(found)
  if (found !== null && state.settings.behind === 'nothing') return
  const {container: backing} = await behind(call.mac)
  const outcome = await patiently(async () => backing.exec(container, processOf(call, argv as [string, ...string[]])))
  exitWith(outcome)
  if (call.is('detach') && 'code' in outcome && outcome.code === 0) call.out(id)
}

function processOf(call: Call, argv: readonly [string, ...string[]]): ExecProcess {
  const [user, uid, gid, workingDirectory] = [call.one('user'), call.one('uid'), call.one('gid'), call.one('workdir')]
  const numbers = {...(uid === undefined ? {} : {uid: Number(uid)}), ...(gid === undefined ? {} : {gid: Number(gid)})}
  return {
    argv,
    environment: [...call.all('env-file').flatMap(variablesOf), ...variables(call.all('env'))],
    ...(user !== undefined && user !== '' ? {user: {raw: user}} : uid !== undefined || gid !== undefined ? {user: {id: numbers}} : {}),
    ...(workingDirectory === undefined ? {} : {workingDirectory}),
    rlimits: limits(call.all('ulimit')),
    tty: call.is('tty'),
    interactive: call.is('interactive'),
    detach: call.is('detach'),
  }
}

function tell(found: Exclude<Answer, {present: true}>): void {
  if ('stdout' in found) process.stdout.write(found.stdout)
  else process.stderr.write(found.stderr)
  process.exitCode = found.code
}
