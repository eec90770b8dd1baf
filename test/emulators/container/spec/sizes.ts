import {Failure} from '../failure.ts'

const UNITS = ['', 'K', 'M', 'G', 'T', 'P']

/** `4096M`, `4g`, `512MiB`: always in powers of 1024. */
export function bytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGTP]?)(?:i?B)?$/i.exec(text.trim())
  if (match === null) throw new Failure('invalidArgument', `invalid size: ${text}`)
  return Math.floor(Number(match[1]) * 1024 ** UNITS.indexOf((match[2] as string).toUpperCase()))
}

export const MIB = 1024 * 1024

/** In whole MiB, as the memory of a container is counted. */
export function wholeMebibytes(text: string): number {
  return Math.floor(bytes(text) / MIB) * MIB
}
