import {mkdir} from 'node:fs/promises'
import {join} from 'node:path'
import type {VolumeRecord} from '../state.ts'
import {podman, tryPodman} from './command.ts'
import {labelOf, realName, type Mac} from './mac.ts'

/** A directory in place of an ext4 image: with what a fresh one has in it, and without its size. */
export async function createVolume(mac: Mac, {name}: VolumeRecord): Promise<void> {
  const real = realName(mac, name)
  // Of a call that was killed.
  await tryPodman(['volume', 'rm', '--force', real])
  await podman(['volume', 'create', '--label', labelOf(mac), real])
  const place = await podman(['volume', 'inspect', '--format', '{{.Mountpoint}}', real])
  await mkdir(join(place.trim(), 'lost+found'), {mode: 0o700})
}

export async function removeVolume(mac: Mac, {name}: Pick<VolumeRecord, 'name'>): Promise<void> {
  await removeRealVolume(realName(mac, name))
}

export async function removeRealVolume(real: string): Promise<void> {
  const {code, stderr} = await tryPodman(['volume', 'rm', real])
  if (code !== 0 && !/no such volume/i.test(stderr)) throw new Error(stderr.trim().replace(/^Error: /, ''))
}
