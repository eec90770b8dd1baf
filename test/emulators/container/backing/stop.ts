import {constants} from 'node:os'
import {setTimeout as sleep} from 'node:timers/promises'
import type {ContainerRecord} from '../state.ts'
import {pidOf} from './alive.ts'
import {tryPodman} from './command.ts'
import {unmountRoot} from './guest-root.ts'
import {realName, type Mac} from './mac.ts'
import {endHelpers} from './helpers.ts'

export async function stopGuest(mac: Mac, container: ContainerRecord, {signal, seconds}: {readonly signal: string; readonly seconds: number}): Promise<void> {
  send(mac, container, signalNumber(signal))
  if (!(await gone(mac, container, seconds))) await killGuest(mac, container, 'KILL')
  await settle(mac, container)
}

export async function killGuest(mac: Mac, container: ContainerRecord, signal: string): Promise<void> {
  const number = signalNumber(signal)
  send(mac, container, number)
  if (number !== constants.signals.SIGKILL) return
  await gone(mac, container, Number.POSITIVE_INFINITY)
  await settle(mac, container)
}

/** `SIGTERM`, `TERM`, `15`, `SIGRTMIN+3`, `RTMAX-1`. Pure. */
export function signalNumber(name: string): number {
  const bare = name.toUpperCase().replace(/^SIG/, '')
  if (/^\d+$/.test(bare)) return Number(bare)
  const realTime = /^RT(MIN|MAX)([+-]\d+)?$/.exec(bare)
  if (realTime !== null) return (realTime[1] === 'MIN' ? 34 : 64) + Number(realTime[2] ?? 0)
  const number = (constants.signals as Readonly<Record<string, number>>)[`SIG${bare}`]
  if (number === undefined) throw new Error(`invalid signal: ${name}`)
  return number
}

function send(mac: Mac, {id}: ContainerRecord, signal: number): void {
  const pid = pidOf(mac, id)
  if (pid === null) return
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function gone(mac: Mac, {id}: ContainerRecord, seconds: number): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000
  while (pidOf(mac, id) !== null) {
    if (performance.now() > deadline) return false
    await sleep(50)
  }
  return true
}

/** conmon has its own clean-up; Podman's lock makes this one wait for it, and the container is free for what comes next. */
export async function settle(mac: Mac, {id}: Pick<ContainerRecord, 'id'>): Promise<void> {
  endHelpers(mac, id)
  await unmountRoot(mac, id)
  const name = realName(mac, id)
  await tryPodman(['wait', '--condition=stopped,exited,created,configured', '--interval=50ms', name])
  await tryPodman(['container', 'cleanup', name])
}
