/** A version as numbers; what follows the third is left out. */
export type Version = readonly [major: number, minor: number, patch: number]

/** The newest release whose sources kina was written by. */
export const KNOWN: Version = [1, 2, 2]

/** Out of a sentence such as `container CLI version 1.2.2 (build: release, commit: 0190097)`; null when there is none in it. */
export function versionIn(text: string): Version | null {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text)
  return found ? [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)] : null
}

export function spell(version: Version): string {
  return version.join('.')
}

/** Negative: a is older. */
export function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}

/** Why kina does not work with this release of `container`; null: it does. */
export function refusal(version: Version): string | null {
  if (compare(version, [1, 0, 0]) < 0) return `container ${spell(version)} is too old: kina reads what 1.0.0 and later answer`
  if (compare(version, [1, 2, 0]) === 0) return 'container 1.2.0 makes /proc/sys read-only in every container and has no flag against it, so no node can boot in it'
  return null
}
