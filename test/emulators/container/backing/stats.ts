import {readFileSync} from 'node:fs'
import type {GuestStats} from '../backing.ts'
import type {ContainerRecord} from '../state.ts'
import {pidOf} from './alive.ts'
import type {Mac} from './mac.ts'

/** From the guest's cgroups and its network namespace; what this kernel does not count is 0. */
export async function guestStats(mac: Mac, containers: readonly ContainerRecord[]): Promise<ReadonlyMap<string, GuestStats>> {
  return new Map(
    containers.flatMap(({id}) => {
      const pid = pidOf(mac, id)
      return pid === null ? [] : [[id, statsOf(pid)] as const]
    }),
  )
}

function statsOf(pid: number): GuestStats {
  const cgroup = groupsOf(pid)
  const disk = read(cgroup('blkio', 'blkio.throttle.io_service_bytes_recursive')) || read(cgroup('', 'io.stat'))
  const [received = 0, sent = 0] = networkOf(read(`/proc/${pid}/net/dev`))
  return {
    blockReadBytes: sumOf(disk, /(?:Read |rbytes=)(\d+)/g),
    blockWriteBytes: sumOf(disk, /(?:Write |wbytes=)(\d+)/g),
    cpuUsageUsec: Math.round(Number(read(cgroup('cpuacct', 'cpuacct.usage'))) / 1000) || sumOf(read(cgroup('', 'cpu.stat')), /usage_usec (\d+)/g),
    memoryUsageBytes: Number(read(cgroup('memory', 'memory.usage_in_bytes')) || read(cgroup('', 'memory.current'))),
    numProcesses: Number(read(cgroup('pids', 'pids.current'))),
    networkRxBytes: received,
    networkTxBytes: sent,
  }
}

/** Path of a file in the container's own group: PID 1 may have moved itself further down. */
function groupsOf(pid: number): (controller: string, file: string) => string {
  const lines = read(`/proc/${pid}/cgroup`).split('\n').map((line) => line.split(':'))
  return (controller, file) => {
    const row = lines.find(([, names]) => names?.split(',').includes(controller)) ?? lines.find(([, names]) => names === '')
    const own = /^.*libpod-[0-9a-f]{64}(?:\.scope)?/.exec(row?.[2] ?? '')?.[0] ?? row?.[2] ?? ''
    return `/sys/fs/cgroup/${row?.[1] ?? ''}${own}/${file}`
  }
}

function networkOf(table: string): number[] {
  const row = table.split('\n').find((line) => line.trim().startsWith('eth0:'))
  const numbers = row?.replace(/^.*:/, '').trim().split(/\s+/).map(Number) ?? []
  return [numbers[0] ?? 0, numbers[8] ?? 0]
}

function sumOf(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((sum, [, number]) => sum + Number(number), 0)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
