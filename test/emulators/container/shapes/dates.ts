/** As the tool prints it: whole seconds, UTC. */
export function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`
}

/** Before 1.0: seconds since the first of January 2001. */
export function macDate(iso: string): number {
  return (Date.parse(iso) - Date.UTC(2001, 0, 1)) / 1000
}
