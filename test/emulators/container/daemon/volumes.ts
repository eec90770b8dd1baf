import {asFailure, Failure} from '../failure.ts'
import {now} from '../shapes/dates.ts'
import type {ContainerRecord, MacState, VolumeRecord} from '../state.ts'
import {change, read, type Mac} from '../store.ts'
import {behind} from './behind.ts'

export const VOLUME_BYTES = 512 * 2 ** 30

/** A volume belongs to one running machine; several may only read it together. */
export function claimVolumes(state: MacState, container: ContainerRecord): void {
  for (const mount of container.mounts) {
    if (mount.type !== 'volume') continue
    const others = Object.values(state.containers).filter(({id, state: phase, busy}) => id !== container.id && (phase !== 'stopped' || busy?.with === 'starting'))
    const users = others.flatMap(({mounts}) => mounts.filter((other) => other.type === 'volume' && other.name === mount.name))
    if (users.some((user) => !user.readOnly || !mount.readOnly)) throw new Failure('invalidState', `volume '${mount.name}' is currently in use and cannot be accessed by another container, or deleted`)
  }
}

export async function createVolume(mac: Mac, volume: Pick<VolumeRecord, 'name'> & Partial<VolumeRecord>): Promise<void> {
  const record: VolumeRecord = {creationDate: now(), labels: {}, options: {}, sizeInBytes: VOLUME_BYTES, anonymous: false, ...volume}
  await change(mac, (state) => {
    if (state.volumes[record.name] !== undefined) throw new Failure('exists', `volume '${record.name}' already exists`)
    state.volumes[record.name] = record
  })
  try {
    await (await behind(mac)).volume.create(record)
  } catch (error) {
    await change(mac, (state) => void delete state.volumes[record.name])
    throw new Failure('internalError', 'failed to create volume', {nested: asFailure(error)})
  }
}

/** Any container counts, also one that was never started. */
export async function removeVolume(mac: Mac, name: string): Promise<void> {
  const record = read(mac).volumes[name]
  if (record === undefined) throw new Failure('notFound', `volume '${name}' not found`)
  await change(mac, (state) => {
    const used = Object.values(state.containers).some(({mounts}) => mounts.some((mount) => mount.type === 'volume' && mount.name === name))
    if (used) throw new Failure('invalidState', `volume '${name}' is currently in use and cannot be accessed by another container, or deleted`)
    delete state.volumes[name]
  })
  await (await behind(mac)).volume.remove(record)
}
