import {createHash} from 'node:crypto'

/** SHA-256 of a value as JSON, 16 hex digits: enough to tell apart whatever ends up in one cache. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}
