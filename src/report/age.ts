/** How long ago, as kubectl says it: `45s`, `12m`, `5h`, `3d`; years where an image bears no true date. */
export function age(date: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(date)) / 1000))
  if (seconds < 120) return `${seconds}s`
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)}m`
  if (seconds < 2 * 86_400) return `${Math.floor(seconds / 3600)}h`
  return seconds < 2 * 365 * 86_400 ? `${Math.floor(seconds / 86_400)}d` : `${Math.floor(seconds / (365 * 86_400))}y`
}
