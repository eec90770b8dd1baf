import {KINA_ADDS, OPTIONS} from './options.ts'

/** A kernel that a guest believes to have booted. */
export interface KernelProfile {
  readonly name: string
  /** `uname -r`. */
  readonly release: string
  /** Of the file that the service installs. */
  readonly file: string
  readonly options: ReadonlySet<string>
}

export const PROFILES: readonly KernelProfile[] = [
  {name: '6.12.28', release: '6.12.28', file: 'vmlinux-6.12.28-153', options: column(0)},
  {name: '6.18.15', release: '6.18.15', file: 'vmlinux-6.18.15-186', options: column(1)},
  {name: '6.18.35', release: '6.18.35', file: 'vmlinux-6.18.35-197-debug', options: column(2)},
  {name: 'kina', release: '6.18.15-kina', file: 'vmlinux-6.18.15-kina', options: new Set([...column(1), ...KINA_ADDS])},
]

export function profile(name: string): KernelProfile {
  const found = PROFILES.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`there is no kernel profile ${name}; there are ${PROFILES.map((known) => known.name).join(', ')}`)
  return found
}

/** `/proc/config.gz`, unpacked. */
export function configText({release, options}: KernelProfile): string {
  const names = [...new Set([...Object.keys(OPTIONS), ...options])].sort()
  return `#\n# Linux/arm64 ${release} Kernel Configuration\n#\n${names.map((name) => (options.has(name) ? `CONFIG_${name}=y` : `# CONFIG_${name} is not set`)).join('\n')}\n`
}

function column(i: number): Set<string> {
  return new Set(Object.entries(OPTIONS).filter(([, kernels]) => kernels[i] === 'y').map(([name]) => name))
}
