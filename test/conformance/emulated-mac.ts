import assert from 'node:assert/strict'
import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import type {EmulatedMac, MacWish} from '../emulators/container/emulate.ts'
import {emulatedHost, noEmulatedHost} from './emulated-host.js'
import {NODE_IMAGE} from '../node-image.js'

const run = promisify(execFile)

/** Any image with an init system and the programs of a node; Podman's, under the same name in the emulated store. */
export const image = process.env['KINA_CONFORMANCE_IMAGE'] ?? NODE_IMAGE

/** Why no real guests can run here, or null. */
export function whyNoGuests(): Promise<string | null> {
  return noEmulatedHost(image)
}

/** A Mac with real guests behind it, and the node image in its store. */
export function macWithGuests(wish: Partial<MacWish> = {}): Promise<EmulatedMac> {
  return emulatedHost({version: '1.2.2', debugBuild: false, ...wish}, [image]).mac()
}

/** `container` with these arguments; what it prints. Anything but success is an error with what it said. */
export async function container(mac: EmulatedMac, ...args: readonly string[]): Promise<string> {
  const {code, stdout, stderr} = await mac.run(args)
  assert.equal(code, 0, `container ${args.join(' ')}: ${stderr}`)
  return stdout.trim()
}

/** A shell's words in a guest. */
export function shell(mac: EmulatedMac, id: string, script: string): Promise<string> {
  return container(mac, 'exec', id, 'sh', '-c', script)
}

/** What Podman still has of a Mac, by name or label. */
export async function leftOver(id: string): Promise<string[]> {
  const lists = [
    ['ps', '--all', '--format', '{{.Names}}', '--filter', `label=io.kina.emulated-mac=${id}`],
    ['volume', 'ls', '--quiet', '--filter', `name=kinaemu-${id}`],
    ['network', 'ls', '--format', '{{.Name}}', '--filter', `name=kinaemu-${id}`],
    ['images', '--format', '{{.Repository}}', '--filter', `reference=localhost/kinaemu/${id}`],
  ]
  // Podman lists all names of an image that one of them finds.
  return (await Promise.all(lists.map(async (args) => (await run('podman', args)).stdout.split('\n')))).flat().filter((name) => name.includes(id))
}
