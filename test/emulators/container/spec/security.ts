import {Failure} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import type {ContainerRecord} from '../state.ts'
import {atLeast} from '../version.ts'

const DEFAULT_CAPABILITIES = ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'NET_RAW', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'].map((name) => `CAP_${name}`)
const KNOWN = [...DEFAULT_CAPABILITIES, ...['AUDIT_CONTROL', 'AUDIT_READ', 'BLOCK_SUSPEND', 'BPF', 'CHECKPOINT_RESTORE', 'DAC_READ_SEARCH', 'IPC_LOCK', 'IPC_OWNER', 'LEASE', 'LINUX_IMMUTABLE', 'MAC_ADMIN', 'MAC_OVERRIDE', 'NET_ADMIN', 'NET_BROADCAST', 'PERFMON', 'SYSLOG', 'SYS_ADMIN', 'SYS_BOOT', 'SYS_MODULE', 'SYS_NICE', 'SYS_PACCT', 'SYS_PTRACE', 'SYS_RAWIO', 'SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'WAKE_ALARM'].map((name) => `CAP_${name}`)]

const MASKED = ['/proc/asound', '/proc/acpi', '/proc/kcore', '/proc/keys', '/proc/latency_stats', '/proc/timer_list', '/proc/timer_stats', '/proc/sched_debug', '/proc/scsi', '/sys/firmware', '/sys/devices/virtual/powercap']
const READ_ONLY = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger']

/** Drop ALL, then what is added, then single drops. Before 0.12 there was no choice. */
export function capabilities(call: Call): Pick<ContainerRecord, 'capAdd' | 'capDrop' | 'capabilities'> {
  const [capAdd, capDrop] = [call.all('cap-add').map(normalized), call.all('cap-drop').map(normalized)]
  const start = capDrop.includes('ALL') ? [] : DEFAULT_CAPABILITIES
  const added = capAdd.includes('ALL') ? KNOWN : [...new Set([...start, ...capAdd])]
  const left = added.filter((name) => !capDrop.includes(name))
  return {capAdd, capDrop, capabilities: left.length === KNOWN.length ? 'ALL' : left}
}

/** From 1.2.0 on some paths are hidden or cannot be written, unless the user says NONE; 1.2.0 itself has no way to say it. */
export function protectedPaths(call: Call, version: string): Pick<ContainerRecord, 'maskedPaths' | 'readonlyPaths' | 'effectivePaths'> {
  const [masked, readOnly] = [chosen(call.all('masked-path'), MASKED), chosen(call.all('read-only-path'), READ_ONLY)]
  const own = atLeast(version, '1.2.0')
  return {
    ...(masked === undefined ? {} : {maskedPaths: masked}),
    ...(readOnly === undefined ? {} : {readonlyPaths: readOnly}),
    effectivePaths: {masked: masked ?? (own ? MASKED : []), readOnly: readOnly ?? (own ? READ_ONLY : [])},
  }
}

function chosen(given: readonly string[], defaults: readonly string[]): string[] | undefined {
  const paths = given.filter((path) => path !== 'NONE')
  for (const path of paths) if (!path.startsWith('/')) throw new Failure('invalidArgument', `path must be absolute: ${path}`)
  return given.length === 0 ? undefined : [...(given.includes('NONE') ? [] : defaults), ...paths]
}

function normalized(name: string): string {
  const upper = name.toUpperCase()
  const full = upper === 'ALL' || upper.startsWith('CAP_') ? upper : `CAP_${upper}`
  if (full !== 'ALL' && !KNOWN.includes(full)) throw new Failure('invalidArgument', `invalid capability: ${name}`)
  return full
}
