import {NotEmulated} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {line} from './json.ts'
import {table} from './table.ts'

/** A list as the user wants it. `--format json` goes before `--quiet`; quiet and empty prints nothing at all. */
export function print(call: Call, list: {readonly header: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly names?: readonly string[]; readonly json: unknown}): void {
  const format = call.one('format') ?? 'table'
  if (format === 'yaml' || format === 'toml') throw new NotEmulated(`--format ${format}`)
  if (format === 'json') return call.out(line(list.json))
  if (call.is('quiet')) return (list.names ?? []).forEach((name) => call.out(name))
  call.out(table(list.header, list.rows))
}
