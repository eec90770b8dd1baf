import {Failure} from '../failure.ts'

/** `key=value`. A second `=` is refused; empty parts are lost on the way, so that `key==value` is `value`, and `key=` is empty. */
export function labels(given: readonly string[]): Record<string, string> {
  const result: Record<string, string> = {}
  for (const label of given) {
    if (label === '') throw new Failure('invalidArgument', 'label cannot be an empty string')
    const parts = label.split('=').filter((part) => part !== '')
    if (parts.length > 2 || parts.length === 0) throw new Failure('invalidArgument', `invalid label format ${label}`)
    result[parts[0] as string] = parts[1] ?? ''
  }
  return result
}

/** Labels and options of networks and volumes: everything after the first `=`. */
export function pairs(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(given.map((pair) => (pair.includes('=') ? [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] : [pair, ''])))
}
