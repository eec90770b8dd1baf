import {createVolume, removeVolume, VOLUME_BYTES} from '../daemon/volumes.ts'
import {Failure} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {pretty} from '../shapes/json.ts'
import {volumeJson} from '../shapes/network.ts'
import {print} from '../shapes/print.ts'
import {pairs} from '../spec/labels.ts'
import {volumeName} from '../spec/mounts.ts'
import {bytes} from '../spec/sizes.ts'
import type {VolumeRecord} from '../state.ts'
import {read} from '../store.ts'
import {deleteAll} from './network.ts'

export async function create(call: Call): Promise<void> {
  const name = volumeName(call.args[0] as string)
  const size = call.one('s')
  const options = {...pairs(call.all('opt')), ...(size === undefined ? {} : {size})}
  for (const key of Object.keys(options)) if (key !== 'size' && key !== 'journal') throw new Failure('invalidArgument', `unknown driver option: ${key}`)
  await createVolume(call.mac, {name, labels: pairs(call.all('label')), options, sizeInBytes: options['size'] === undefined ? VOLUME_BYTES : bytes(options['size'] as string)})
  call.out(name)
}

export async function remove(call: Call): Promise<void> {
  const state = read(call.mac)
  if (call.args.length === 0 && !call.is('all')) throw new Failure('invalidArgument', 'no volumes specified and --all not supplied')
  if (call.args.length > 0 && call.is('all')) throw new Failure('invalidArgument', 'explicitly supplied volume name(s) conflict with the --all flag')
  await deleteAll(call, call.is('all') ? Object.keys(state.volumes) : [...new Set(call.args)], 'volume', (name) => removeVolume(call.mac, name))
}

export async function list(call: Call): Promise<void> {
  const volumes = Object.values(read(call.mac).volumes)
  print(call, {
    header: ['NAME', 'TYPE', 'DRIVER', 'OPTIONS'],
    rows: volumes.map(({name, anonymous, options}) => [name, anonymous ? 'anonymous' : 'named', 'local', Object.entries(options).map(([key, value]) => `${key}=${value}`).join(',')]),
    names: volumes.map(({name}) => name),
    json: volumes.map((volume) => volumeJson(call.mac, volume)),
  })
}

export async function inspect(call: Call): Promise<void> {
  const {volumes} = read(call.mac)
  const missing = call.args.filter((name) => volumes[name] === undefined)
  if (missing.length > 0) throw new Failure('notFound', `volume not found: ${[...new Set(missing)].sort().join(', ')}`)
  call.out(pretty(call.args.map((name) => volumeJson(call.mac, volumes[name] as VolumeRecord))))
}

export async function prune(call: Call): Promise<void> {
  const {volumes, containers} = read(call.mac)
  const used = new Set(Object.values(containers).flatMap(({mounts}) => mounts.flatMap((mount) => (mount.type === 'volume' ? [mount.name] : []))))
  for (const name of Object.keys(volumes).filter((candidate) => !used.has(candidate))) {
    await removeVolume(call.mac, name)
    call.out(name)
  }
  call.err('Reclaimed Zero KB in disk space')
}
