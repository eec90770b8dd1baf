import type {NetworkRecord, VolumeRecord} from '../state.ts'
import type {Mac} from '../store.ts'
import {volumeFile} from './container.ts'

export function networkJson(network: NetworkRecord): unknown {
  const {name, creationDate, labels, mode, options, asked, ipv4Gateway, ipv4Subnet, ipv6Subnet} = network
  return {configuration: {name, creationDate, labels, mode, options, plugin: 'container-network-vmnet', ...asked}, id: name, status: {ipv4Gateway, ipv4Subnet, ipv6Subnet}}
}

export function volumeJson(mac: Mac, volume: VolumeRecord): unknown {
  const {name, creationDate, labels, options, sizeInBytes} = volume
  return {configuration: {name, creationDate, driver: 'local', format: 'ext4', labels, options, sizeInBytes, source: volumeFile(mac, name)}, id: name}
}

