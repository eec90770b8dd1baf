import assert from 'node:assert/strict'
import {emulate, type EmulatedMac, type MacWish, type Ran} from './emulate.ts'
import type {ImageRecord} from './state.ts'

/** One Mac for the tests of a block, with an image whose first process goes on for ever. */
export function onMac(wish: MacWish): () => EmulatedMac {
  let mac: EmulatedMac
  before(async () => {
    mac = await emulate(wish)
    await mac.addImage('docker.io/library/box:latest', box())
    await mac.addImage('docker.io/library/echo:latest', box({Entrypoint: ['echo'], Cmd: ['hello']}))
  })
  after(() => mac.remove())
  return () => mac
}

/** Standard output of a call that succeeds. */
export async function ok(mac: EmulatedMac, ...args: string[]): Promise<string> {
  const ran = await mac.run(args)
  assert.equal(ran.code, 0, `container ${args.join(' ')}: ${ran.stderr}`)
  return ran.stdout
}

/** A call that fails: its exit code, and what it says on standard error; nothing is on standard output unless the test says so. */
export async function fails(mac: EmulatedMac, args: readonly string[], {code = 1, says, stdout = ''}: {readonly code?: number; readonly says: string | RegExp; readonly stdout?: string}): Promise<Ran> {
  const ran = await mac.run(args)
  assert.equal(ran.code, code, `container ${args.join(' ')}: ${ran.stdout}${ran.stderr}`)
  if (typeof says === 'string') assert.ok(ran.stderr.split('\n').includes(says), `${ran.stderr}\n${says}`)
  else assert.match(ran.stderr, says)
  assert.equal(ran.stdout, stdout)
  return ran
}

export async function json<T = Looked[]>(mac: EmulatedMac, ...args: string[]): Promise<T> {
  return JSON.parse(await ok(mac, ...args)) as T
}

/** A call that does not come back; it is interrupted, and ends at once. */
export async function never(mac: EmulatedMac, args: readonly string[]): Promise<Ran> {
  const abort = new AbortController()
  const ran = mac.run(args, {signal: abort.signal})
  const first = await Promise.race([ran, new Promise<null>((resolve) => setTimeout(resolve, 700, null))])
  assert.equal(first, null, `container ${args.join(' ')} came back`)
  abort.abort()
  return ran
}

/** What tests read of a container's JSON. */
export interface Looked {
  readonly id: string
  readonly configuration: {
    readonly labels: Readonly<Record<string, string>>
    readonly capAdd: readonly string[]
    readonly maskedPaths?: readonly string[]
    readonly readonlyPaths?: readonly string[]
    readonly resources: {readonly cpus: number; readonly memoryInBytes: number}
    readonly mounts: readonly {readonly destination: string; readonly source: string; readonly options: readonly string[]; readonly type: Readonly<Record<string, unknown>>}[]
    readonly networks: readonly {readonly network: string; readonly options: {readonly hostname: string; readonly mtu: number}}[]
    readonly publishedPorts: readonly unknown[]
    readonly image: {readonly reference: string}
    readonly initProcess: {readonly executable: string; readonly arguments: readonly string[]; readonly environment: readonly string[]}
    readonly stopSignal?: string
  }
  readonly status: {readonly state: string; readonly startedDate?: string; readonly networks: readonly {readonly ipv4Address: string; readonly ipv4Gateway: string; readonly mtu: number; readonly macAddress: string; readonly ipv6Address?: string; readonly network: string}[]}
}

export async function inspected(mac: EmulatedMac, id: string): Promise<Looked> {
  return (await json(mac, 'inspect', id))[0] as Looked
}

export function box(config: NonNullable<ImageRecord['variants'][0]['config']['config']> = {Entrypoint: ['/sbin/init'], Env: ['PATH=/bin', 'A=image'], StopSignal: 'SIGRTMIN+3', Labels: {of: 'image'}}): ImageRecord {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  const digit = JSON.stringify(config).length % 10
  return {
    digest: `sha256:${String(digit).repeat(64)}`,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    size: 741,
    created: '2026-05-01T00:00:00Z',
    variants: [{platform: {os: 'linux', architecture}, digest: `sha256:${'3'.repeat(64)}`, size: 402_653_184, config: {architecture, os: 'linux', created: '2026-05-01T00:00:00Z', config}, behind: `sha256:${digit}`}],
  }
}
