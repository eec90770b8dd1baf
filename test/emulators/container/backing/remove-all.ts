import {readdir, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {podman} from './command.ts'
import {closeBridges} from './forwarding.ts'
import {unmountRoot} from './guest-root.ts'
import {endBuilds} from './images/build-process.ts'
import {removeTag} from './images/remove.ts'
import {imageRepository, labelOf, realName, type Mac} from './mac.ts'
import {endHelpers} from './helpers.ts'

/** By label and name, whatever the state says. What fails does not keep the rest. */
export async function removeAll(mac: Mac): Promise<void> {
  const failures: unknown[] = []
  for (const step of [endBuilds, removeGuests, removeVolumes, removeNetworks, removeImages]) await step(mac).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw new AggregateError(failures, `not all of the emulated Mac ${mac.id} could be removed: ${failures.map(String).join('; ')}`)
  await rm(mac.directory, {recursive: true, force: true})
}

async function removeGuests(mac: Mac): Promise<void> {
  for (const container of await readdir(join(mac.directory, 'containers')).catch(() => [])) {
    endHelpers(mac, container)
    await unmountRoot(mac, container)
  }
  const found = await list(['ps', '--all', '--quiet', '--filter', `label=${labelOf(mac)}`])
  if (found.length > 0) await podman(['rm', '--force', '--time', '0', '--ignore', ...found])
}

/** The hidden ones bear no label: Podman makes them along with the guest. */
async function removeVolumes(mac: Mac): Promise<void> {
  const found = await list(['volume', 'ls', '--quiet', '--filter', `name=^kinaemu-${mac.id}[-_]`])
  if (found.length > 0) await podman(['volume', 'rm', '--force', ...found])
}

async function removeNetworks(mac: Mac): Promise<void> {
  const found = await list(['network', 'ls', '--quiet', '--filter', `label=${labelOf(mac)}`])
  if (found.length > 0) await podman(['network', 'rm', '--force', ...found])
  await closeBridges(realName(mac, '*'))
}

/** The filter gives all names of an image that has one of these, other people's too. */
async function removeImages(mac: Mac): Promise<void> {
  const names = await list(['images', '--format', '{{.Repository}}:{{.Tag}}', '--filter', `reference=${imageRepository(mac)}`])
  for (const tag of names.filter((name) => name.startsWith(`${imageRepository(mac)}:`))) await removeTag(tag)
}

/** Nothing of Podman's is left where there is no Podman. */
async function list(args: readonly string[]): Promise<string[]> {
  const text = await podman(args).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text.split('\n').filter(Boolean)
}
