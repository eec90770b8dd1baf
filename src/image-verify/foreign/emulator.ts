import type {Arch, Argv, Context} from '../../contract/index.js'
import {versionIn, type Ran} from '../run.js'

/** Runs one static program of the other architecture on this machine. */
export type Emulator = (argv: Argv) => Promise<Ran>

/** As QEMU names machines. */
const QEMU_NAMES: Readonly<Record<Arch, string>> = {amd64: 'x86_64', arm64: 'aarch64'}

/** How long a program may take to say its version, in seconds: emulated, a large one starts slowly. */
const TIMEOUT_SECONDS = 120

/** QEMU's emulation of single programs, where it is on PATH; else what to install. Nothing has to be set up in the kernel for it. */
export async function emulatorFor(arch: Arch, ctx: Pick<Context, 'exec' | 'signal'>): Promise<Emulator | string> {
  for (const qemu of [`qemu-${QEMU_NAMES[arch]}-static`, `qemu-${QEMU_NAMES[arch]}`]) {
    const works = await ctx.exec([qemu, '--version'], {timeoutSeconds: 10}).then(() => true, () => false)
    ctx.signal.throwIfAborted()
    if (works) return (argv) => emulated(qemu, argv, ctx)
  }
  return `there is no qemu-${QEMU_NAMES[arch]} on PATH (Debian: qemu-user-static)`
}

async function emulated(qemu: string, argv: Argv, ctx: Pick<Context, 'exec'>): Promise<Ran> {
  const {exitCode, stdout, stderr} = await ctx.exec([qemu, ...argv], {allowFailure: true, timeoutSeconds: TIMEOUT_SECONDS})
  const text = `${stdout}${stderr}`
  return exitCode === 0 ? {good: true, text} : {good: false, text, why: text.trimEnd().split('\n').at(-1) || `exit code ${exitCode}`}
}

/** What a program says of itself. */
export async function versionUnder(emulator: Emulator, argv: Argv): Promise<{readonly version: string | null; readonly why?: string}> {
  const ran = await emulator(argv)
  return ran.good ? {version: versionIn(ran.text)} : {version: null, why: ran.why}
}
