import type {ContainerRecord, ImageRecord, ImageVariant, NetworkRecord, Platform, VolumeRecord} from './state.ts'

/**
 * What stands behind the emulated `container`: real guests, or nothing. The front has checked everything, keeps all state, and holds no
 * lock while one of these runs; it never runs two changes of one object at a time. A rejection is a failure of the daemon: its message
 * goes into the error that the user reads. Removing what is not there, or only half there, succeeds.
 */
export interface Backing {
  readonly network: {create(network: NetworkRecord): Promise<void>; remove(network: NetworkRecord): Promise<void>}
  readonly volume: {create(volume: VolumeRecord): Promise<void>; remove(volume: VolumeRecord): Promise<void>}
  readonly container: ContainerBacking
  readonly image: ImageBacking
  /** Everything of this Mac that is real, whoever made it and however it ended. */
  removeAll(): Promise<void>
}

/** How a backing module begins: `podman(mac)` in backing/podman.ts, `nothing(mac)` in nothing.ts. Loading it starts nothing. */
export type MakeBacking = (mac: {readonly id: string; /** Of this Mac; files of the backing's own go under `behind/` in it. */ readonly directory: string}) => Backing

export interface ContainerBacking {
  /** Not started. */
  create(container: ContainerRecord): Promise<void>
  /** Before a start, and before its ports are looked at: ends what a call that was killed has left of another one. */
  endUnfinished?(container: ContainerRecord): Promise<void>
  /** `attachments` are chosen. Writes /etc/hosts, /etc/hostname and /etc/resolv.conf first, begins a new console, goes on with the boot log. */
  start(container: ContainerRecord): Promise<StartOutcome>
  /** The same with PID 1 on the standard streams of this process; resolves when it has ended. */
  startAttached(container: ContainerRecord, streams: {readonly interactive: boolean}): Promise<ExecOutcome>
  /** Which of these have a living PID 1: it may have ended by itself, and is asked before every look. */
  running(containers: readonly ContainerRecord[]): Promise<ReadonlySet<string>>
  /** `signal` as the user, the image or the default names it: `SIGTERM`, `SIGRTMIN+3`, `37`. Resolves when PID 1 is gone. */
  stop(container: ContainerRecord, how: {readonly signal: string; readonly seconds: number}): Promise<void>
  /** With KILL: resolves when PID 1 is gone. */
  kill(container: ContainerRecord, signal: string): Promise<void>
  /** Also of one that still runs. */
  remove(container: ContainerRecord): Promise<void>
  /** On the standard streams of this process; forwards TERM, INT, USR1, USR2 and WINCH meanwhile. */
  exec(container: ContainerRecord, process: ExecProcess): Promise<ExecOutcome>
  /** Standard output and error of PID 1, merged, of the present or last boot. `follow`: until it ends. */
  console(container: ContainerRecord, options: {readonly follow: boolean}): AsyncIterable<Uint8Array>
  /** Of all boots, in order. */
  bootLog(container: ContainerRecord, options: {readonly follow: boolean}): AsyncIterable<Uint8Array>
  /** Directory on this machine with the guest's root file system and nothing of what is mounted in it: what the real agent sees. */
  root(container: ContainerRecord): Promise<string>
  /** The same as a tar in `file`, running or not. */
  export(container: ContainerRecord, file: string): Promise<void>
  /** Of those that run. */
  stats(containers: readonly ContainerRecord[]): Promise<ReadonlyMap<string, GuestStats>>
}

/** `missing`: PID 1's program is not in the guest. `portTaken`: a published port has another listener. */
export type StartOutcome = {readonly started: true} | {readonly missing: string} | {readonly portTaken: number}

/** `code`: of the program, 128+n after signal n. `missing`: it is not there. `notDrained`: it ended, and 3 s later something still held its output. */
export type ExecOutcome = {readonly code: number} | {readonly missing: string} | {readonly notDrained: true} | {readonly portTaken: number}

/** What is given on the command line of `exec`; all else is as PID 1 has it. */
export interface ExecProcess {
  readonly argv: readonly [string, ...string[]]
  /** Appended after the variables of PID 1, even when one of the same name is there. */
  readonly environment: readonly string[]
  readonly user?: {readonly id: {readonly uid?: number; readonly gid?: number}} | {readonly raw: string}
  readonly workingDirectory?: string
  readonly rlimits: readonly {readonly limit: string; readonly soft: number; readonly hard: number}[]
  readonly tty: boolean
  /** Without: the program has no standard input. */
  readonly interactive: boolean
  /** Resolves with code 0 once the program runs. */
  readonly detach: boolean
}

export interface ImageBacking {
  build(order: BuildOrder): Promise<ImageRecord>
  /** `file`: an OCI layout tar (the front has looked). The references as its index names them; the front completes them. */
  load(file: string): Promise<readonly {readonly reference: string; readonly image: ImageRecord}[]>
  /** An OCI layout tar with these, each named by its reference. */
  save(images: readonly {readonly reference: string; readonly image: ImageRecord; readonly variant: ImageVariant}[], write: (chunk: Uint8Array) => Promise<void>): Promise<void>
  /** From a registry; absent platform: all. */
  pull(reference: string, options: {readonly platform?: Platform; readonly scheme: 'http' | 'https'}): Promise<ImageRecord>
  /** Nothing in the emulated store names this variant any more. */
  remove(variant: ImageVariant): Promise<void>
}

export interface BuildOrder {
  /** Absolute. */
  readonly directory: string
  /** Absolute path of the Containerfile. */
  readonly file: string
  readonly target?: string
  readonly args: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly platform: Platform
  readonly noCache: boolean
  readonly pull: boolean
  /** The emulated store: what `FROM` finds before any registry is asked. By full reference. */
  readonly images: Readonly<Record<string, ImageRecord>>
  /** The tool's progress, line by line, for standard error. */
  readonly log: (line: string) => void
}

export interface GuestStats {
  readonly blockReadBytes: number
  readonly blockWriteBytes: number
  readonly cpuUsageUsec: number
  readonly memoryUsageBytes: number
  readonly networkRxBytes: number
  readonly networkTxBytes: number
  readonly numProcesses: number
}
