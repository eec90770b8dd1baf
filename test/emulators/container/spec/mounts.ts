import {existsSync, statSync} from 'node:fs'
import {resolve} from 'node:path'
import {randomUUID} from 'node:crypto'
import {Failure} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import type {MountRecord} from '../state.ts'
import {wholeMebibytes} from './sizes.ts'

const VOLUME_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/

export interface Mounts {
  readonly mounts: readonly MountRecord[]
  /** Volumes that are made when they are not there yet. */
  readonly volumes: readonly {readonly name: string; readonly anonymous: boolean}[]
}

/** tmpfs first, then `--volume`, then `--mount`, each in its order. */
export function mountsOf(call: Call): Mounts {
  const tmpfs = [...new Set(call.all('tmpfs'))].map((destination): MountRecord => ({type: 'tmpfs', destination, readOnly: false}))
  const others = [...call.all('volume').map(volume), ...[...new Set(call.all('mount'))].map(mount)]
  return {mounts: [...tmpfs, ...others], volumes: others.flatMap((found) => (found.type === 'volume' ? [{name: found.name, anonymous: found.anonymous}] : []))}
}

type Parsed = MountRecord & {readonly anonymous: boolean}

/** `source:target[:options]`; a source without a slash is a volume, no source an anonymous one. */
function volume(text: string): Parsed {
  const parts = text.split(':').filter((part) => part !== '')
  if (parts.length === 0 || parts.length > 3) throw new Failure('invalidArgument', `invalid volume format ${text}`)
  if (parts.length === 1) return {type: 'volume', name: randomUUID().toLowerCase(), destination: parts[0] as string, readOnly: false, anonymous: true}
  const [source, destination, options = ''] = parts as [string, string, string?]
  const readOnly = options.split(',').includes('ro')
  if (!source.includes('/') && source !== '.' && source !== '..') return {type: 'volume', name: volumeName(source), destination, readOnly, anonymous: false}
  if (!existsSync(source)) throw new Failure('invalidArgument', `path '${source}' does not exist`)
  return {type: 'virtiofs', source: resolve(source), destination, readOnly, anonymous: false}
}

function mount(text: string): Parsed {
  const values = directives(text)
  const type = values['type'] ?? 'virtiofs'
  const [source, destination, readOnly] = [values['source'], values['destination'] ?? '', values['ro'] !== undefined]
  if (!['bind', 'virtiofs', 'tmpfs', 'volume'].includes(type)) throw new Failure('invalidArgument', `unsupported mount type ${type}`)
  for (const key of ['size', 'mode']) if (values[key] !== undefined && type !== 'tmpfs') throw new Failure('invalidArgument', `unsupported option ${key} for ${type} mount`)
  if (type === 'tmpfs' && source !== undefined) throw new Failure('invalidArgument', 'cannot specify source for tmpfs mount')
  if (destination === '') throw new Failure('invalidArgument', `${type === 'volume' ? 'volume' : 'mount'} destination cannot be empty`)
  if (type === 'tmpfs') return {type, destination, readOnly, anonymous: false, ...(values['size'] === undefined ? {} : {size: wholeMebibytes(values['size'])}), ...(values['mode'] === undefined ? {} : {mode: values['mode']})}
  if (type === 'volume') return {type, name: source === undefined ? randomUUID().toLowerCase() : volumeName(source), destination, readOnly, anonymous: source === undefined}
  if (source === undefined || !existsSync(source)) throw new Failure('invalidArgument', `path '${source ?? ''}' does not exist`)
  if (!statSync(source).isDirectory()) throw new Failure('invalidArgument', `path '${source}' is not a directory`)
  return {type: 'virtiofs', source: resolve(source), destination, readOnly, anonymous: false}
}

const KEYS: Readonly<Record<string, string>> = {type: 'type', size: 'size', mode: 'mode', source: 'source', src: 'source', destination: 'destination', dst: 'destination', target: 'destination', readonly: 'ro', ro: 'ro'}

function directives(text: string): Record<string, string> {
  const result: Record<string, string> = {}
  for (const part of text.split(',').filter((word) => word !== '')) {
    const [key = '', value] = part.split('=')
    const known = KEYS[key]
    if (known === undefined) throw new Failure('invalidArgument', `unknown directive ${key} when parsing mount ${text}`)
    if (known !== 'ro' && value === undefined) throw new Failure('invalidArgument', `invalid directive format missing value ${part} in ${text}`)
    result[known] = value ?? ''
  }
  return result
}

export function volumeName(name: string): string {
  if (!VOLUME_NAME.test(name) || name.length > 255) throw new Failure('invalidArgument', `invalid volume name '${name}': must match ${VOLUME_NAME.source}`)
  return name
}
