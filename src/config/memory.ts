const UNITS: Readonly<Record<string, number>> = {MiB: 1, GiB: 1024, Mi: 1, Gi: 1024}

/**
 * Whole MiB of an amount such as `2GiB` or `512Mi`; null when it is none or less than one MiB. Only binary units: `2GB` is decimal to some
 * tools and binary to others.
 */
export function parseMemory(text: string): number | null {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?(MiB|GiB|Mi|Gi)$/.exec(text) ?? []
  if (amount === undefined || unit === undefined) return null
  const mebibytes = Math.floor(Number(amount) * UNITS[unit]!)
  return mebibytes >= 1 ? mebibytes : null
}
