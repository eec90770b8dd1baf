import type {ImageRecord, Platform} from './image-record.ts'

export type * from './image-record.ts'

/** Everything an emulated Mac remembers: one JSON file. What stands behind (see backing.ts) gets these records and keeps none of its own. */
export interface MacState {
  /** {@link STATE_FORMAT} of what wrote it; a Mac of another is not understood. */
  readonly format: number
  readonly settings: MacSettings
  readonly containers: Record<string, ContainerRecord>
  readonly networks: Record<string, NetworkRecord>
  readonly volumes: Record<string, VolumeRecord>
  /** By full reference, such as `docker.io/library/debian:12`. */
  readonly images: Record<string, ImageRecord>
  /** The container of `container build`; absent: never started, or deleted. */
  builder?: {readonly state: 'running' | 'stopped'; readonly since: string}
}

/** Counts up whenever a Mac that stays would be read wrongly. */
export const STATE_FORMAT = 1

/** What a test may choose, and change while the Mac is there. */
export interface MacSettings {
  /** Short, unique on the machine: what stands behind names and labels real objects with it. */
  readonly id: string
  /** Of the `container` program, such as `1.2.2`. */
  readonly version: string
  /** Of the service; differs from `version` after an upgrade without a restart. */
  readonly serviceVersion: string
  readonly macOS: string
  readonly silicon: boolean
  readonly service: 'running' | 'stopped' | 'hangs'
  /** Every call takes this much longer. */
  readonly slowSeconds: number
  /** The macOS permission; without it published ports accept and reset. */
  readonly localNetwork: boolean
  readonly debugBuild: boolean
  readonly behind: 'podman' | 'nothing'
  /** `amd64` or `arm64`: that of this machine. */
  readonly architecture: string
}

export interface ContainerRecord {
  /** Also its host name. */
  readonly id: string
  readonly creationDate: string
  readonly image: {readonly reference: string; readonly digest: string; readonly mediaType: string; readonly size: number; /** {@link ImageVariant.behind} */ readonly behind: string}
  readonly platform: Platform
  readonly init: ProcessRecord
  readonly labels: Readonly<Record<string, string>>
  readonly mounts: readonly MountRecord[]
  /** In the order of `--network`: eth0, eth1 … */
  readonly networks: readonly {readonly network: string; readonly mtu: number; readonly macAddress?: string}[]
  readonly publishedPorts: readonly PublishedPort[]
  readonly publishedSockets: readonly {readonly hostPath: string; readonly containerPath: string}[]
  /** Normalised: `ALL` or `CAP_NET_ADMIN`. */
  readonly capAdd: readonly string[]
  readonly capDrop: readonly string[]
  /** What the guest really has: drop ALL, add, drop. `ALL`: the whole bounding set. */
  readonly capabilities: readonly string[] | 'ALL'
  /** As JSON shows them: absent: the version's own; `[]`: none. */
  readonly maskedPaths?: readonly string[]
  readonly readonlyPaths?: readonly string[]
  /** What the guest really has, the version's own included. */
  readonly effectivePaths: {readonly masked: readonly string[]; readonly readOnly: readonly string[]}
  readonly cpus: number
  readonly memoryInBytes: number
  readonly shmSize?: number
  /** Null: no /etc/resolv.conf is written. Without name servers it names the gateway of the first network. */
  readonly dns: {readonly nameservers: readonly string[]; readonly domain?: string; readonly searchDomains: readonly string[]; readonly options: readonly string[]} | null
  readonly stopSignal?: string
  readonly readOnly: boolean
  readonly rosetta: boolean
  readonly ssh: boolean
  readonly useInit: boolean
  readonly virtualization: boolean
  readonly autoRemove: boolean
  readonly kernel: KernelChoice
  readonly state: 'stopped' | 'running' | 'stopping'
  /** Chosen anew for each start, in the order of `networks`; of no meaning while it is stopped. */
  readonly attachments: readonly Attachment[]
  readonly startedDate?: string
  /** The call that is changing it. Other changes wait for it; the mark of a process that is no more counts for nothing. */
  readonly busy?: {readonly pid: number; readonly with: 'creating' | 'starting' | 'stopping' | 'deleting'}
  /** Started while macOS denied the local network: what stands behind gets no published ports, and a listener that accepts and resets takes their place. */
  readonly portsReset: boolean
  /** Processes of those listeners. */
  readonly resetters?: readonly number[]
}

export interface KernelChoice {
  /** A kernel file chosen for this container alone. */
  readonly path?: string
  readonly arguments: readonly string[]
  /** Profile; of the first boot, then for good. */
  readonly profile: string
  readonly booted: boolean
}

export interface ProcessRecord {
  readonly executable: string
  readonly arguments: readonly string[]
  /** `K=V`, already made of the image's and the user's. */
  readonly environment: readonly string[]
  readonly workingDirectory: string
  readonly user: UserRecord
  readonly terminal: boolean
  readonly rlimits: readonly {readonly limit: string; readonly soft: number; readonly hard: number}[]
}

/** `raw`: a name or number with or without group, to be resolved in the container's own files. */
export type UserRecord = {readonly id: {readonly uid: number; readonly gid: number}} | {readonly raw: string}

export type MountRecord =
  | {readonly type: 'volume'; readonly name: string; readonly destination: string; readonly readOnly: boolean}
  /** A directory or file of the host. */
  | {readonly type: 'virtiofs'; readonly source: string; readonly destination: string; readonly readOnly: boolean}
  | {readonly type: 'tmpfs'; readonly destination: string; readonly size?: number; readonly mode?: string; readonly readOnly: boolean}

export interface PublishedPort {
  readonly hostAddress: string
  readonly hostPort: number
  readonly containerPort: number
  readonly count: number
  readonly proto: 'tcp' | 'udp'
}

export interface Attachment {
  readonly network: string
  readonly hostname: string
  /** With the prefix length: `192.168.64.3/24`. */
  readonly ipv4Address: string
  readonly ipv4Gateway: string
  readonly ipv6Address?: string
  readonly macAddress: string
  readonly mtu: number
}

export interface NetworkRecord {
  readonly name: string
  readonly creationDate: string
  readonly mode: 'nat' | 'hostOnly'
  readonly labels: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, string>>
  /** As asked for; absent: chosen by the system. */
  readonly asked: {readonly ipv4Subnet?: string; readonly ipv6Subnet?: string}
  readonly ipv4Subnet: string
  readonly ipv4Gateway: string
  readonly ipv6Subnet?: string
  /** Offset of the address given last: addresses rotate. */
  readonly lastGiven: number
  readonly busy?: {readonly pid: number}
}

export interface VolumeRecord {
  readonly name: string
  readonly creationDate: string
  readonly labels: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, string>>
  readonly sizeInBytes: number
  readonly anonymous: boolean
  readonly busy?: {readonly pid: number}
}
