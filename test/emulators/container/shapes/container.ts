import {appRoot} from '../places.ts'
import type {Attachment, ContainerRecord, MacState, MountRecord} from '../state.ts'
import type {Mac} from '../store.ts'
import {atLeast} from '../version.ts'
import {macDate} from './dates.ts'

/** A container as the version's JSON has it. */
export function containerJson(mac: Mac, state: MacState, container: ContainerRecord): unknown {
  const {version} = state.settings
  if (!atLeast(version, '1.0.0')) return flat(mac, state, container)
  return {
    id: container.id,
    configuration: {creationDate: container.creationDate, ...configuration(mac, state, container)},
    status: {networks: attachments(container), ...(container.startedDate === undefined ? {} : {startedDate: container.startedDate}), state: container.state},
  }
}

/** Before 1.0. */
function flat(mac: Mac, state: MacState, container: ContainerRecord): unknown {
  const started = container.startedDate
  return {status: container.state, configuration: configuration(mac, state, container), networks: attachments(container).map(({mtu: _, ...rest}) => rest), ...(started === undefined ? {} : {startedDate: macDate(started)})}
}

function configuration(mac: Mac, {settings}: MacState, c: ContainerRecord): Record<string, unknown> {
  return {
    id: c.id,
    image: {descriptor: {digest: c.image.digest, mediaType: c.image.mediaType, size: c.image.size}, reference: c.image.reference},
    initProcess: {
      arguments: c.init.arguments,
      environment: c.init.environment,
      executable: c.init.executable,
      rlimits: c.init.rlimits,
      supplementalGroups: [],
      terminal: c.init.terminal,
      user: 'raw' in c.init.user ? {raw: {userString: c.init.user.raw}} : c.init.user,
      workingDirectory: c.init.workingDirectory,
    },
    labels: c.labels,
    mounts: c.mounts.map((mount) => mountJson(mac, mount)),
    networks: c.networks.map(({network, mtu, macAddress}, i) => ({network, options: {hostname: hostname(c.id, i), mtu, macAddress}})),
    platform: c.platform,
    publishedPorts: c.publishedPorts,
    publishedSockets: c.publishedSockets,
    readOnly: c.readOnly,
    resources: {cpuOverhead: 1, cpus: c.cpus, memoryInBytes: c.memoryInBytes},
    rosetta: c.rosetta,
    runtimeHandler: 'container-runtime-linux',
    shmSize: c.shmSize,
    ssh: c.ssh,
    stopSignal: c.stopSignal,
    sysctls: {},
    useInit: c.useInit,
    virtualization: c.virtualization,
    ...(c.dns === null ? {} : {dns: c.dns}),
    ...(atLeast(settings.version, '0.12.0') ? {capAdd: c.capAdd, capDrop: c.capDrop} : {}),
    ...(atLeast(settings.version, '1.2.0') ? {maskedPaths: c.maskedPaths, readonlyPaths: c.readonlyPaths} : {}),
  }
}

/** The first attachment of a name with a dot is fully qualified. */
export function hostname(id: string, position: number): string {
  return position === 0 && id.includes('.') ? `${id}.` : id
}

/** There are addresses only while it runs. */
export function attachments(container: ContainerRecord): readonly Attachment[] {
  return container.state === 'stopped' ? [] : container.attachments
}

function mountJson(mac: Mac, mount: MountRecord): unknown {
  if (mount.type === 'volume') return {destination: mount.destination, options: mount.readOnly ? ['ro'] : [], source: volumeFile(mac, mount.name), type: {volume: {cache: {on: {}}, format: 'ext4', name: mount.name, sync: {fsync: {}}}}}
  if (mount.type === 'virtiofs') return {destination: mount.destination, options: mount.readOnly ? ['ro'] : [], source: mount.source, type: {virtiofs: {}}}
  const options = [...(mount.readOnly ? ['ro'] : []), ...(mount.size === undefined ? [] : [`size=${mount.size}`]), ...(mount.mode === undefined ? [] : [`mode=${mount.mode}`])]
  return {destination: mount.destination, options, source: 'tmpfs', type: {tmpfs: {}}}
}

export function volumeFile(mac: Mac, name: string): string {
  return `${appRoot(mac)}volumes/${name}/volume.img`
}
