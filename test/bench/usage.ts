import {readFile} from 'node:fs/promises'
import {execa} from 'execa'

/** Memory of the machine that is free for others, in MB: what caches hold counts as free. */
export async function availableMemory(): Promise<number> {
  const kibibytes = /^MemAvailable:\s+(\d+)/m.exec(await readFile('/proc/meminfo', 'utf8'))?.[1]
  return (Number(kibibytes) * 1024) / 1e6
}

/** What a node has written to disk, in MB. */
export interface DiskUse {
  /** Its volumes: where containerd, etcd and the journal write. */
  readonly volumes: number
  /** The container's own layer. */
  readonly layer: number
}

interface Container {
  readonly Id: string
  readonly SizeRw?: number
  readonly State: {readonly Pid: number}
  readonly Mounts: readonly {readonly Type: string; readonly Source: string}[]
  readonly GraphDriver: {readonly Data: Readonly<Record<string, string>>}
}

/** Containers of Podman that have this label. */
export async function containersOf(label: string): Promise<readonly Container[]> {
  const {stdout} = await execa('podman', ['ps', '--all', '--quiet', '--filter', `label=${label}`])
  const ids = stdout.split('\n').filter(Boolean)
  return ids.length === 0 ? [] : (JSON.parse((await execa('podman', ['container', 'inspect', '--size', ...ids])).stdout) as Container[])
}

export async function diskUse(containers: readonly Container[]): Promise<DiskUse> {
  const volumes = containers.flatMap(({Mounts}) => Mounts.filter(({Type}) => Type === 'volume').map(({Source}) => Source))
  const sizes = await Promise.all(volumes.map(bytesUnder))
  return {volumes: sum(sizes) / 1e6, layer: sum(containers.map(({SizeRw = 0}) => SizeRw)) / 1e6}
}

/** Files on the host behind a path of images in each container; equal ones are one file, read once and cached once for all nodes. */
export async function filesBehind(containers: readonly Container[], pattern: string): Promise<string[]> {
  return Promise.all(containers.map((container) => fileBehind(container, pattern)))
}

async function fileBehind({Mounts, GraphDriver}: Container, pattern: string): Promise<string> {
  const volumes = Mounts.filter(({Type}) => Type === 'volume').map(({Source}) => Source)
  const layers = (GraphDriver.Data['LowerDir'] ?? '').split(':').filter(Boolean)
  const {stdout} = await execa('find', [...volumes, ...layers, '-path', pattern, '-type', 'f', '-printf', '%D:%i %p\n'])
  return stdout.split('\n')[0] ?? ''
}

/** As the disk counts: blocks, not lengths. */
async function bytesUnder(path: string): Promise<number> {
  const {stdout} = await execa('du', ['--summarize', '--block-size=1', path])
  return Number(stdout.split('\t')[0])
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
