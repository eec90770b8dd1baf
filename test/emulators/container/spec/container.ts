import {Failure} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {now} from '../shapes/dates.ts'
import {hostname} from '../shapes/container.ts'
import type {ContainerRecord, ImageRecord, ImageVariant, KernelChoice, MacState} from '../state.ts'
import {labels} from './labels.ts'
import type {Mounts} from './mounts.ts'
import {networksOf} from './networks.ts'
import {publishedPorts} from './ports.ts'
import {initProcess} from './process.ts'
import {capabilities, protectedPaths} from './security.ts'
import {bytes, MIB, wholeMebibytes} from './sizes.ts'

export interface Ingredients {
  readonly id: string
  readonly image: {readonly reference: string; readonly image: ImageRecord; readonly variant: ImageVariant}
  readonly kernel: Pick<KernelChoice, 'path' | 'profile'>
  readonly mounts: Mounts['mounts']
}

/** A container as the options ask for it; everything that can be wrong with them is said here, in the order of the real program. */
export function containerOf(call: Call, state: MacState, {id, image: {reference, image, variant}, kernel, mounts}: Ingredients): ContainerRecord {
  const init = initProcess(call, variant.config.config)
  const stopSignal = variant.config.config?.StopSignal
  const networks = networksOf(call.all('network'), state)
  const found: ContainerRecord = {
    id,
    creationDate: now(),
    image: {reference, digest: image.digest, mediaType: image.mediaType, size: image.size, behind: variant.behind},
    platform: variant.platform,
    init,
    cpus: Number(call.one('cpus') ?? 4),
    memoryInBytes: call.one('memory') === undefined ? 1024 * MIB : wholeMebibytes(call.one('memory') as string),
    mounts,
    ...(call.one('shm-size') === undefined ? {} : {shmSize: bytes(call.one('shm-size') as string)}),
    networks,
    dns: call.is('no-dns') ? null : {nameservers: call.all('dns'), ...(call.one('dns-domain') === undefined ? {} : {domain: call.one('dns-domain') as string}), searchDomains: call.all('dns-search'), options: call.all('dns-option')},
    labels: labels(call.all('label')),
    publishedPorts: publishedPorts(call.all('publish')),
    publishedSockets: call.all('publish-socket').map(socket),
    ...capabilities(call),
    ...protectedPaths(call, state.settings.version),
    ...(stopSignal === undefined ? {} : {stopSignal}),
    readOnly: call.is('read-only'),
    rosetta: call.is('rosetta'),
    ssh: call.is('ssh'),
    useInit: call.is('init'),
    virtualization: call.is('virtualization'),
    autoRemove: call.is('rm'),
    kernel: {...kernel, arguments: call.all('kernel-arg'), booted: false},
    state: 'stopped',
    attachments: [],
    portsReset: !state.settings.localNetwork,
  }
  checkWithOthers(found, state)
  return found
}

/** What the daemon refuses. */
function checkWithOthers({id, networks, memoryInBytes}: ContainerRecord, {containers}: MacState): void {
  if (containers[id] !== undefined) throw new Failure('exists', `container already exists: ${id}`)
  const taken = new Set(Object.values(containers).flatMap((other) => other.networks.map((_, i) => hostname(other.id, i))))
  const clashes = networks.map((_, i) => hostname(id, i)).filter((name) => taken.has(name))
  if (clashes.length > 0) throw new Failure('exists', `hostname(s) already exist: [${clashes.map((name) => `"${name}"`).join(', ')}]`)
  if (memoryInBytes < 200 * MIB) throw new Failure('invalidArgument', `minimum memory amount allowed is 200 MiB (got ${memoryInBytes} bytes)`)
}

function socket(text: string): {hostPath: string; containerPath: string} {
  const [hostPath, containerPath, ...more] = text.split(':').filter((part) => part !== '')
  if (hostPath === undefined || containerPath === undefined || more.length > 0) throw new Failure('invalidArgument', `invalid publish-socket format ${text}. Expected: host_path:container_path`)
  return {hostPath, containerPath}
}
