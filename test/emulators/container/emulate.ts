import {randomBytes} from 'node:crypto'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {behind} from './daemon/behind.ts'
import {createNetwork} from './daemon/networks.ts'
import {stopResetters} from './daemon/resetters.ts'
import {installProfile, noDefault} from './kernels/files.ts'
import {STATE_FORMAT, type ImageRecord, type MacSettings, type MacState} from './state.ts'
import {alone, change, isThere, read, write, type Mac} from './store.ts'

export interface MacWish {
  readonly version: string
  /** Of the service; the same as `version` unless it was upgraded and not restarted. */
  readonly serviceVersion?: string
  readonly macOS?: string
  readonly silicon?: boolean
  readonly service?: MacSettings['service']
  /** Profile of the installed kernel; null: none. */
  readonly kernel?: string | null
  readonly localNetwork?: boolean
  /** A warning on standard error on every call: on unless a test compares standard error. */
  readonly debugBuild?: boolean
  readonly slowSeconds?: number
  readonly behind?: MacSettings['behind']
  /** False: `container` is not on PATH; `uname` then answers as on a Mac. */
  readonly installed?: boolean
  /** Where the Mac stays from one run to the next; one that is there already is as it was left, but for what is wished here. Absent: a new one. */
  readonly directory?: string
}

export interface EmulatedMac {
  readonly mac: Mac
  /** Directory with `container`, `sw_vers` and `sysctl`. */
  readonly bin: string
  /** To be merged into the environment of what is to believe that it runs on this Mac. */
  readonly env: {readonly PATH: string}
  state(): MacState
  /** Runs `container`. */
  run(args: readonly string[], options?: {readonly input?: string | Uint8Array; readonly env?: Readonly<Record<string, string>>; readonly signal?: AbortSignal}): Promise<Ran>
  change(wish: Partial<Pick<MacSettings, 'version' | 'serviceVersion' | 'macOS' | 'silicon' | 'service' | 'slowSeconds' | 'localNetwork' | 'debugBuild'>> & {readonly kernel?: string | null}): Promise<void>
  /** Puts an image into the store that nothing can be run from except by state. */
  addImage(reference: string, image: ImageRecord): Promise<void>
  /** Takes away all that is real. */
  remove(): Promise<void>
}

export interface Ran {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly bytes: Buffer
}

/** A Mac on which `container` is installed, in a directory of its own. */
export async function emulate(wish: MacWish): Promise<EmulatedMac> {
  const settings = settingsOf(wish)
  const mac: Mac = {directory: wish.directory ?? join(tmpdir(), `kina-emulated-mac-${settings.id}`)}
  const bin = join(mac.directory, 'bin')
  mkdirSync(bin, {recursive: true})
  // Two runs may want the same Mac at the same moment.
  await alone(mac, async () => {
    if (isThere(mac)) await change(mac, (state) => Object.assign(state.settings, settings, {id: state.settings.id}))
    else await setUp(mac, settings, wish)
    install(mac, bin, wish)
  })
  return {
    mac,
    bin,
    env: {PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`},
    state: () => read(mac),
    run: (args, options) => run(join(bin, 'container'), args, options),
    change: async ({kernel: profile, ...settings}) => {
      await change(mac, (state) => Object.assign(state.settings, settings))
      writeHost(bin, read(mac).settings)
      if (profile !== undefined) noDefault(mac)
      if (typeof profile === 'string') installProfile(mac, profile, {force: true})
    },
    addImage: async (reference, image) => change(mac, (state) => void (state.images[reference] = image)),
    remove: async () => {
      for (const container of Object.values(read(mac).containers)) stopResetters(container)
      await (await behind(mac)).removeAll()
      rmSync(mac.directory, {recursive: true, force: true, maxRetries: 5})
    },
  }
}

async function setUp(mac: Mac, settings: MacSettings, {kernel = '6.18.15'}: MacWish): Promise<void> {
  // One that is there and not understood takes what it had with it.
  if (existsSync(join(mac.directory, 'state.json'))) await (await behind(mac)).removeAll()
  write(mac, {format: STATE_FORMAT, settings, containers: {}, networks: {}, volumes: {}, images: {}})
  if (kernel !== null) installProfile(mac, kernel, {force: true})
  await createNetwork(mac, {name: 'default', mode: 'nat', labels: {'com.apple.container.resource.role': 'builtin'}, options: {}})
}

function settingsOf(wish: MacWish): MacSettings {
  return {
    id: randomBytes(4).toString('hex'),
    version: wish.version,
    serviceVersion: wish.serviceVersion ?? wish.version,
    macOS: wish.macOS ?? '26.1',
    silicon: wish.silicon ?? true,
    service: wish.service ?? 'running',
    slowSeconds: wish.slowSeconds ?? 0,
    localNetwork: wish.localNetwork ?? true,
    debugBuild: wish.debugBuild ?? true,
    behind: wish.behind ?? 'nothing',
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
  }
}

function install(mac: Mac, bin: string, {installed = true}: MacWish): void {
  const entry = fileURLToPath(new URL('entry.mjs', import.meta.url))
  if (installed) script(bin, 'container', `exec '${process.execPath}' '${entry}' '${mac.directory}' "$@"`)
  else script(bin, 'uname', 'case "$1" in -m) echo arm64;; *) echo Darwin;; esac')
  writeHost(bin, read(mac).settings)
}

/** What a Mac says of itself. */
function writeHost(bin: string, {macOS, silicon}: MacSettings): void {
  script(bin, 'sw_vers', `case "$*" in -productVersion|--productVersion) echo ${macOS};; *) echo "sw_vers: this emulator knows -productVersion alone" >&2; exit 70;; esac`)
  script(bin, 'sysctl', `if [ "$*" = "-n hw.optional.arm64" ] && ${silicon}; then echo 1; else echo "sysctl: unknown oid '$2'" >&2; exit 1; fi`)
}

/** Replaced as a whole: a Mac that stays may be in use. */
function script(bin: string, name: string, line: string): void {
  const fresh = join(bin, `.${name}.${process.pid}`)
  writeFileSync(fresh, `#!/bin/sh\n${line}\n`, {mode: 0o755})
  renameSync(fresh, join(bin, name))
}

async function run(program: string, args: readonly string[], options: {readonly input?: string | Uint8Array; readonly env?: Readonly<Record<string, string>>; readonly signal?: AbortSignal} = {}): Promise<Ran> {
  const child = spawn(program, args, {env: {...process.env, ...options.env}, stdio: ['pipe', 'pipe', 'pipe']})
  options.signal?.addEventListener('abort', () => child.kill('SIGTERM'), {once: true})
  const [out, err]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input)
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  const bytes = Buffer.concat(out)
  return {code, signal, bytes, stdout: bytes.toString(), stderr: Buffer.concat(err).toString()}
}
