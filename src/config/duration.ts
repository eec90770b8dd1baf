import {KinaError} from '../errors.js'

const UNITS: Readonly<Record<string, number>> = {h: 3600, m: 60, s: 1, ms: 0.001}

/** Seconds of a duration as Go and kubectl write it: `90s`, `5m`, `1h30m`, `0`. Null when it is none. */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0
  if (!/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(text)) return null
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)
  return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0)
}

/**
 * Seconds of a flag's value.
 *
 * @throws KinaError E_CONFIG_INVALID
 */
export function durationFlag(flag: string, text: string, {least = 0}: {readonly least?: number} = {}): number {
  const seconds = parseDuration(text)
  if (seconds !== null && seconds >= least) return seconds
  throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: `--${flag}: "${text}" is not a duration${least > 0 ? ` of at least ${least} s` : ''}; write it as 90s or 5m`, next: ['Nothing was changed.']})
}
