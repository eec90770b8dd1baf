import {readFileSync} from 'node:fs'
import type {ContainerRecord} from '../state.ts'
import {filesOf, type Mac} from './mac.ts'

/** Ids of those whose PID 1 lives. Asks the kernel and not Podman, since it is asked all the time. */
export function runningGuests(mac: Mac, containers: readonly Pick<ContainerRecord, 'id'>[]): ReadonlySet<string> {
  return new Set(containers.filter(({id}) => pidOf(mac, id) !== null).map(({id}) => id))
}

/** PID 1 as this machine counts; null when it is gone. */
export function pidOf(mac: Mac, container: string): number | null {
  const files = filesOf(mac, container)
  const pid = Number(read(files.pid) ?? Number.NaN)
  const realId = read(files.realId)?.trim()
  if (!Number.isInteger(pid) || !realId) return null
  return isAlive(pid) && isOf(pid, realId) ? pid : null
}

/** A zombie has ended; it only waits for whoever started it. */
function isAlive(pid: number): boolean {
  const stat = read(`/proc/${pid}/stat`)
  return stat !== undefined && !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
}

/** Numbers are used again: another process has other cgroups. */
function isOf(pid: number, realId: string): boolean {
  return read(`/proc/${pid}/cgroup`)?.includes(realId) ?? false
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
