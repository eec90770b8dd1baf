import {writeFile} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import type {ContainerRecord, PublishedPort} from '../state.ts'
import {startHelper} from './helpers.ts'
import {filesOf, type Mac} from './mac.ts'

/** What the proxy of one guest reads. */
export interface Published {
  readonly ports: readonly PublishedPort[]
  /** Of the guest's first network: where everything is passed on to. */
  readonly address: string
}

/** Starts the program that listens in the guest's stead, from boot on and in user space. Resolves with a port that somebody else has, or null. */
export async function publishPorts(mac: Mac, {id, publishedPorts, attachments}: ContainerRecord): Promise<number | null> {
  const address = attachments[0]?.ipv4Address.replace(/\/.*/, '')
  if (publishedPorts.length === 0 || address === undefined) return null
  await writeFile(filesOf(mac, id).published, JSON.stringify({ports: publishedPorts, address} satisfies Published))
  const said = await startHelper(mac, id, [process.execPath, '--no-warnings', fileURLToPath(new URL('port-proxy.ts', import.meta.url))])
  const taken = /^taken (\d+)/.exec(said)
  if (taken !== null) return Number(taken[1])
  if (said !== 'listening') throw new Error(`ports of ${id} cannot be published: ${said}`)
  return null
}
