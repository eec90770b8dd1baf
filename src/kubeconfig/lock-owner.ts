import {randomUUID} from 'node:crypto'
import {readFile, readlink} from 'node:fs/promises'
import {hostname} from 'node:os'
import {exec} from '../process/exec.js'

/** What kina writes into its locks: enough to see later, from another process, that the holder is gone. */
interface LockOwner {
  readonly program: 'kina'
  readonly pid: number
  /** When the process started, in the system's own words: process ids are used again. */
  readonly start: string
  /** Host, and on Linux the process-id namespace: the home directory may be shared with other machines and containers. */
  readonly where: string
  /** Makes every lock's text unique, so that a holder recognizes its own. */
  readonly id: string
}

/** Text for a lock that this process takes. */
export async function describeOwner(): Promise<string> {
  const owner: LockOwner = {
    program: 'kina',
    pid: process.pid,
    start: (await (ownStart ??= processStart(process.pid))) ?? '',
    where: await whereabouts(),
    id: randomUUID(),
  }
  return `${JSON.stringify(owner)}\n`
}

/** True when a kina of this machine wrote the lock and no longer runs. False for everything that cannot be known. */
export async function ownerIsGone(lockText: string): Promise<boolean> {
  const owner = parseOwner(lockText)
  if (!owner || owner.start === '' || owner.where !== (await whereabouts())) return false
  const start = await processStart(owner.pid)
  return start !== undefined && start !== owner.start
}

/** Null for locks of kubectl and kind, which are empty. */
export function parseOwner(lockText: string): {readonly pid: number; readonly start: string; readonly where: string} | null {
  try {
    const owner = JSON.parse(lockText) as Partial<LockOwner> | null
    return owner?.program === 'kina' && Number.isInteger(owner.pid) ? (owner as LockOwner) : null
  } catch {
    return null
  }
}

let ownStart: Promise<string | null | undefined> | undefined

/** Null: no such process. Undefined: it cannot be known. */
async function processStart(pid: number): Promise<string | null | undefined> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
    if (stat === null) return null
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
    // proc_pid_stat(5): field 22 is the start in ticks since boot. The second field is in brackets and may contain spaces.
    return `${boot.trim()}/${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`
  }
  // By its path, which all systems but Linux have in common: PATH is the user's.
  const ps = await exec(['/bin/ps', '-o', 'lstart=', '-p', String(pid)], {allowFailure: true, env: {LC_ALL: 'C', TZ: 'UTC'}}).catch(() => undefined)
  return ps && (ps.stdout.trim() || null)
}

async function whereabouts(): Promise<string> {
  return `${hostname()} ${await readlink('/proc/self/ns/pid').catch(() => '')}`.trim()
}
