import type {ContainerRecord} from '../state.ts'
import {pidOf} from './alive.ts'
import {command, podman} from './command.ts'
import {guestRoot, unmountRoot} from './guest-root.ts'
import {realName, type Mac} from './mac.ts'

export async function exportGuest(mac: Mac, container: ContainerRecord, file: string): Promise<void> {
  const name = realName(mac, container.id)
  // What the image has in /var comes into the volume there at the first start.
  const root = container.kernel.booted ? await guestRoot(mac, container) : (await podman(['mount', name])).trim()
  try {
    const {code, stderr} = await command('tar', ['--create', '--file', file, '--numeric-owner', '--directory', root, '.'])
    if (code !== 0) throw new Error(stderr.trim())
  } finally {
    if (!container.kernel.booted) await podman(['unmount', name])
    else if (pidOf(mac, container.id) === null) await unmountRoot(mac, container.id)
  }
}
