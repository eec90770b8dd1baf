import {readdir, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {podman, tryPodman} from './command.ts'
import {closeBridges} from './forwarding.ts'
import {unmountRoot} from './guest-root.ts'
import {imageRepository, labelOf, realName, type Mac} from './mac.ts'
import {unpublishPorts} from './publish.ts'

/** By label and name, whatever the state says. */
export async function removeAll(mac: Mac): Promise<void> {
  for (const container of await readdir(join(mac.directory, 'containers')).catch(() => [])) {
    unpublishPorts(mac, container)
    await unmountRoot(mac, container)
  }
  await removeEach(mac, ['ps', '--all', '--quiet', '--filter', `label=${labelOf(mac)}`], ['rm', '--force', '--time', '0', '--ignore'])
  // The hidden ones bear no label: Podman makes them along with the container.
  await removeEach(mac, ['volume', 'ls', '--quiet', '--filter', `name=^kinaemu-${mac.id}[-_]`], ['volume', 'rm', '--force'])
  await removeEach(mac, ['network', 'ls', '--quiet', '--filter', `label=${labelOf(mac)}`], ['network', 'rm', '--force'])
  await closeBridges(realName(mac, '*'))
  // The filter gives all names of an image that has one of these.
  const {stdout} = await tryPodman(['images', '--format', '{{.Repository}}:{{.Tag}}', '--filter', `reference=${imageRepository(mac)}`]).catch(() => ({stdout: ''}))
  for (const tag of stdout.split('\n').filter((line) => line.startsWith(`${imageRepository(mac)}:`))) await podman(['untag', tag])
  await rm(mac.directory, {recursive: true, force: true})
}

async function removeEach(_: Mac, list: readonly string[], remove: readonly string[]): Promise<void> {
  const {code, stdout} = await tryPodman(list).catch((error: NodeJS.ErrnoException) => {
    // Nothing of Podman's is left where there is no Podman.
    if (error.code === 'ENOENT') return {code: 0, stdout: ''}
    throw error
  })
  const found = code === 0 ? stdout.split('\n').filter(Boolean) : []
  if (found.length > 0) await podman([...remove, ...found])
}
