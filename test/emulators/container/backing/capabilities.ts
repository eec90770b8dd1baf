/** Linux's capabilities in the order of their numbers. */
const NAMES =
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'
    .split(' ')
    .map((name) => `CAP_${name}`)

/** Of a mask such as the kernel shows in /proc/PID/status. */
export function capabilityNames(mask: bigint): string[] {
  return NAMES.filter((_, i) => (mask >> BigInt(i)) & 1n)
}

export function capabilityMask(names: readonly string[]): bigint {
  return names.reduce((mask, name) => mask | (NAMES.includes(name) ? 1n << BigInt(NAMES.indexOf(name)) : 0n), 0n)
}
