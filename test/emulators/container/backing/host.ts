import {readFile, stat} from 'node:fs/promises'
import {capabilityNames} from './capabilities.ts'

/** What this machine can give a guest. */
export interface Host {
  /** The bounding set, by name. */
  readonly capabilities: readonly string[]
  readonly devices: readonly Device[]
  /** Hard limits by their OCI names, where lower than anything; 0 stands for no limit. */
  readonly limits: Readonly<Record<string, number>>
}

export interface Device {
  readonly path: string
  readonly type: 'c' | 'b'
  readonly major: number
  readonly minor: number
  readonly fileMode: number
}

/** Devices of a real guest that nodes use, beyond those every container has. */
const DEVICES = ['/dev/kmsg', '/dev/fuse', '/dev/net/tun', '/dev/loop-control', ...Array.from({length: 8}, (_, i) => `/dev/loop${i}`)]

export async function hostOf(): Promise<Host> {
  const [status, limits, devices] = await Promise.all([readFile('/proc/self/status', 'utf8'), readFile('/proc/self/limits', 'utf8'), Promise.all(DEVICES.map(device))])
  const bounding = BigInt(`0x${/^CapBnd:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`)
  return {capabilities: capabilityNames(bounding), limits: readLimits(limits), devices: devices.flat()}
}

async function device(path: string): Promise<Device[]> {
  const found = await stat(path).catch(() => null)
  if (found === null || !(found.isCharacterDevice() || found.isBlockDevice())) return []
  return [{path, type: found.isBlockDevice() ? 'b' : 'c', ...deviceNumbers(found.rdev), fileMode: found.mode & 0o777}]
}

/** As Linux packs them into one number. */
function deviceNumbers(rdev: number): {major: number; minor: number} {
  return {major: (rdev >> 8) & 0xfff, minor: (rdev & 0xff) | ((rdev >> 12) & 0xfff00)}
}

const LIMIT_NAMES: Readonly<Record<string, string>> = {
  'Max open files': 'RLIMIT_NOFILE',
  'Max processes': 'RLIMIT_NPROC',
  'Max locked memory': 'RLIMIT_MEMLOCK',
  'Max core file size': 'RLIMIT_CORE',
  'Max stack size': 'RLIMIT_STACK',
  'Max data size': 'RLIMIT_DATA',
}

function readLimits(text: string): Record<string, number> {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, title = '', hard = ''] = /^(.*?)\s{2,}\S+\s+(\S+)/.exec(line) ?? []
      const name = LIMIT_NAMES[title.trim()]
      return name === undefined || hard === 'unlimited' ? [] : [[name, Number(hard)]]
    }),
  )
}
