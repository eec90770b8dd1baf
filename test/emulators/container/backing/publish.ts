import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {rm, writeFile} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import type {ContainerRecord, PublishedPort} from '../state.ts'
import {filesOf, type Mac} from './mac.ts'

/** What the proxy of one guest reads. */
export interface Published {
  readonly ports: readonly PublishedPort[]
  /** Of the guest's first network: where everything is passed on to. */
  readonly address: string
}

/**
 * Starts the program that listens in the guest's stead, as the real runtime's helper does: from boot on, in user space. Resolves with a
 * port that somebody else has, or null.
 */
export async function publishPorts(mac: Mac, {id, publishedPorts, attachments}: ContainerRecord): Promise<number | null> {
  unpublishPorts(mac, id)
  const address = attachments[0]?.ipv4Address.replace(/\/.*/, '')
  if (publishedPorts.length === 0 || address === undefined) return null
  const {place, published} = filesOf(mac, id)
  await writeFile(published, JSON.stringify({ports: publishedPorts, address} satisfies Published))
  const proxy = spawn(process.execPath, ['--no-warnings', fileURLToPath(new URL('port-proxy.ts', import.meta.url)), place], {detached: true, stdio: ['ignore', 'pipe', 'ignore']})
  const said = await Promise.race([once(proxy.stdout, 'data').then(String), once(proxy, 'close').then(() => 'ended'), once(proxy, 'error').then(String)])
  proxy.stdout.destroy()
  proxy.unref()
  const taken = /^taken (\d+)/.exec(said)
  if (taken !== null) return Number(taken[1])
  if (said.trim() !== 'listening') throw new Error(`ports of ${id} cannot be published: ${said}`)
  return null
}

/** Ends the program, which writes its number itself; one that meanwhile belongs to another one is left alone. */
export function unpublishPorts(mac: Mac, container: string): void {
  const {place, published} = filesOf(mac, container)
  try {
    const pid = Number(readFileSync(`${published}.pid`, 'utf8'))
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(place)) process.kill(pid, 'SIGKILL')
  } catch {
    // None was started, or it has ended with its guest.
  }
  void rm(`${published}.pid`, {force: true})
}
