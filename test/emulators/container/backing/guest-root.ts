import {mkdir, readFile, rmdir} from 'node:fs/promises'
import {join} from 'node:path'
import type {ContainerRecord} from '../state.ts'
import {command, podman} from './command.ts'
import {filesOf, realName, rootVolume, type Mac} from './mac.ts'

/** The guest's root put together again: Podman's overlay and the hidden volume at /var. Stays mounted until the guest stops. */
export async function guestRoot(mac: Mac, {id, mounts}: ContainerRecord): Promise<string> {
  const root = join(filesOf(mac, id).place, 'root')
  if ((await mountPoints()).includes(root)) return root
  await mkdir(root, {recursive: true})
  // Of a container that does not run Podman has no mount to look at.
  const merged = await podman(['mount', realName(mac, id)])
  await mount(merged.trim(), root)
  if (!mounts.some(({destination}) => destination.replace(/\/+$/, '') === '/var')) {
    const place = await podman(['volume', 'inspect', '--format', '{{.Mountpoint}}', rootVolume(mac, id)])
    await mount(place.trim(), join(root, 'var'))
  }
  return root
}

export async function unmountRoot(mac: Mac, container: string): Promise<void> {
  const root = join(filesOf(mac, container).place, 'root')
  const mounted = (await mountPoints()).filter((point) => point === root || point.startsWith(`${root}/`))
  if (mounted.length === 0) return
  for (const point of mounted.reverse()) await command('umount', ['--lazy', point])
  await rmdir(root).catch(() => {})
  await command('podman', ['unmount', realName(mac, container)])
}

async function mount(source: string, target: string): Promise<void> {
  const {code, stderr} = await command('mount', ['--bind', source, target])
  if (code !== 0) throw new Error(stderr.trim())
}

/** In the order in which they were mounted. */
async function mountPoints(): Promise<string[]> {
  const text = await readFile('/proc/self/mountinfo', 'utf8')
  return text.split('\n').map((line) => (line.split(' ')[4] ?? '').replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))))
}
