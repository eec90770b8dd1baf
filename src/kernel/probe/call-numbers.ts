import type {Arch} from '../../contract/index.js'

/** System calls by name, with their numbers as in the kernel's unistd.h of each architecture. */
export const CALLS = {
  amd64: {mmap: 9, pread64: 17, pwrite64: 18, dup3: 292, openat: 257, mkdirat: 258, unlinkat: 263, mount: 165, perf_event_open: 298, memfd_create: 319, bpf: 321},
  arm64: {mmap: 222, pread64: 67, pwrite64: 68, dup3: 24, openat: 56, mkdirat: 34, unlinkat: 35, mount: 40, perf_event_open: 241, memfd_create: 279, bpf: 280},
} as const satisfies Readonly<Record<Arch, Readonly<Record<string, number>>>>

export type CallName = keyof (typeof CALLS)['amd64']

/** The errnos that these calls fail with, by number: those of the machine where the command runs may be others. */
const ERRNOS: Readonly<Record<number, string>> = {
  1: 'EPERM', 2: 'ENOENT', 7: 'E2BIG', 9: 'EBADF', 12: 'ENOMEM', 13: 'EACCES', 14: 'EFAULT', 16: 'EBUSY', 17: 'EEXIST', 19: 'ENODEV', 20: 'ENOTDIR',
  22: 'EINVAL', 24: 'EMFILE', 28: 'ENOSPC', 38: 'ENOSYS', 93: 'EPROTONOSUPPORT', 95: 'EOPNOTSUPP', 97: 'EAFNOSUPPORT', 255: 'an errno of the kernel’s own',
}

export function errnoName(errno: number): string {
  return ERRNOS[errno] ?? `errno ${errno}`
}
