import {mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {NetworkRecord} from '../state.ts'
import {podman, tryPodman} from './command.ts'
import {closeBridges} from './forwarding.ts'
import {labelOf, realName, type Mac} from './mac.ts'

/** As vmnet's links have it unless a container asks for another. */
export const DEFAULT_MTU = 1280

export async function createNetwork(mac: Mac, network: NetworkRecord): Promise<void> {
  const name = realName(mac, network.name)
  // Of a call that was killed.
  await tryPodman(['network', 'rm', name])
  await podman(networkArgs(mac, network))
  const bridge = await podman(['network', 'inspect', '--format', '{{.NetworkInterface}}', name])
  await mkdir(join(mac.directory, 'bridges'), {recursive: true})
  await writeFile(bridgeFile(mac, network.name), bridge.trim())
}

/** Pure. The gateway answers questions for names, as on a Mac. */
export function networkArgs(mac: Mac, {name, mode, ipv4Subnet, ipv4Gateway}: Pick<NetworkRecord, 'name' | 'mode' | 'ipv4Subnet' | 'ipv4Gateway'>): string[] {
  return [
    ...['network', 'create', '--label', labelOf(mac)],
    ...['--subnet', ipv4Subnet, '--gateway', ipv4Gateway.replace(/\/.*/, '')],
    ...['--opt', `mtu=${DEFAULT_MTU}`],
    ...(mode === 'hostOnly' ? ['--internal'] : []),
    realName(mac, name),
  ]
}

export async function removeNetwork(mac: Mac, {name}: Pick<NetworkRecord, 'name'>): Promise<void> {
  const {code, stderr} = await tryPodman(['network', 'rm', realName(mac, name)])
  if (code !== 0 && !/network not found|unable to find network/i.test(stderr)) throw new Error(stderr.trim().replace(/^Error: /, ''))
  await closeBridges(realName(mac, name))
  await rm(bridgeFile(mac, name), {force: true})
}

/** Name of the bridge on this machine. */
export async function bridgeOf(mac: Mac, network: string): Promise<string> {
  return readFile(bridgeFile(mac, network), 'utf8')
}

function bridgeFile({directory}: Mac, network: string): string {
  return join(directory, 'bridges', network)
}
