import {lstat, mkdir, realpath, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {ContainerRecord} from '../state.ts'
import {hostnameOf} from './guest-config.ts'

/** Writes the three files that the real agent writes at each boot, into the root before anything runs in it. */
export async function writeIdentity(root: string, container: ContainerRecord): Promise<void> {
  // An image may have a link here; one that points out of the guest must not be followed on this machine.
  const etc = join(root, 'etc')
  await mkdir(etc, {recursive: true})
  if ((await realpath(etc)) !== join(await realpath(root), 'etc')) throw new Error('/etc of the image is a link')
  await replace(join(etc, 'hosts'), hostsFile(container))
  await replace(join(etc, 'hostname'), `${hostnameOf(container)}\n`)
  const resolver = resolverFile(container)
  if (resolver !== null) await replace(join(etc, 'resolv.conf'), resolver)
}

/** Pure. */
export function hostsFile({id, attachments}: Pick<ContainerRecord, 'id' | 'attachments'>): string {
  const [first] = attachments
  return ['127.0.0.1 localhost', ...(first === undefined ? [] : [`${first.ipv4Address.replace(/\/.*/, '')} ${id}`]), ''].join('\n')
}

/** Pure. Null: no file is written. */
export function resolverFile({dns, attachments}: Pick<ContainerRecord, 'dns' | 'attachments'>): string | null {
  if (dns === null) return null
  const gateway = attachments[0]?.ipv4Gateway.replace(/\/.*/, '')
  const servers = dns.nameservers.length > 0 ? dns.nameservers : gateway === undefined ? [] : [gateway]
  return [
    ...servers.map((server) => `nameserver ${server}`),
    ...(dns.domain === undefined ? [] : [`domain ${dns.domain}`]),
    ...(dns.searchDomains.length > 0 ? [`search ${dns.searchDomains.join(' ')}`] : []),
    ...(dns.options.length > 0 ? [`options ${dns.options.join(' ')}`] : []),
    '',
  ].join('\n')
}

async function replace(file: string, text: string): Promise<void> {
  const found = await lstat(file).catch(() => null)
  if (found !== null && !found.isFile()) await rm(file, {recursive: true})
  await writeFile(file, text)
}
