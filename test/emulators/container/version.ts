/** Negative when `a` is the older. */
export function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]]
  for (const i of [0, 1, 2]) if ((left[i] ?? 0) !== (right[i] ?? 0)) return (left[i] ?? 0) - (right[i] ?? 0)
  return 0
}

export function atLeast(version: string, wanted: string): boolean {
  return compare(version, wanted) >= 0
}

/** What a command or an option of some versions looks like in this one. */
export function isIn(version: string, {since, until}: {readonly since?: string; readonly until?: string}): boolean {
  return (since === undefined || atLeast(version, since)) && (until === undefined || compare(version, until) < 0)
}
