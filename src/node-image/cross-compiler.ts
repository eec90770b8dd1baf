import {basename, dirname, join} from 'node:path'
import {KinaError} from '../errors.js'
import type {Arch} from '../contract/index.js'
import {debianRootfs} from './debian.js'
import {cached, type Workshop} from './workshop.js'

/** A compiler of C for the architecture of a workshop. */
export interface CCompiler {
  readonly program: string
  /** Absent: it finds headers and libraries by itself. */
  readonly sysroot?: string
}

/** GNU's name of an architecture: that of Debian's cross compilers and library folders. */
export const GNU_NAMES: Readonly<Record<Arch, string>> = {amd64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu'}

/** Whether C has to be compiled for another kind of machine than this one. */
export function needsCross({arch, host}: Pick<Workshop, 'arch' | 'host'>): boolean {
  return host.platform !== 'linux' || host.arch !== arch
}

/** Name of the compiler: the user's, else the machine's own, else Debian's cross compiler. */
export function compilerName(shop: Pick<Workshop, 'arch' | 'host'>): string {
  return needsCross(shop) ? (shop.host.crossCc ?? `${GNU_NAMES[shop.arch]}-gcc`) : (shop.host.cc ?? 'cc')
}

/**
 * The compiler, with a C library for its architecture and the headers of more Debian packages: those of the machine itself are for its
 * own architecture, and a second one in its package database is not kina's to add. A compiler of the user's has its own.
 *
 * @throws KinaError E_COMPONENT_SOURCE when a cross compiler is missing
 */
export async function cCompiler(shop: Workshop, headers: readonly string[] = []): Promise<CCompiler> {
  const program = compilerName(shop)
  if (!needsCross(shop)) return {program}
  await requireCrossCompiler(shop)
  return shop.host.crossCc === undefined ? {program, sysroot: await sysroot(['libc6-dev', ...headers], shop)} : {program}
}

/** What `go build` is told of it, beside the architecture. */
export function cgoEnvironment({program, sysroot}: CCompiler, arch: Arch): Readonly<Record<string, string>> {
  if (sysroot === undefined) return {CC: program}
  const flag = `--sysroot=${sysroot}`
  return {CC: program, CGO_CFLAGS: `-g -O2 ${flag}`, CGO_LDFLAGS: flag, PKG_CONFIG_SYSROOT_DIR: sysroot, PKG_CONFIG_LIBDIR: join(sysroot, 'usr/lib', GNU_NAMES[arch], 'pkgconfig')}
}

/** @throws KinaError E_COMPONENT_SOURCE with the package that has it */
export async function requireCrossCompiler(shop: Workshop): Promise<void> {
  const {ctx, arch, host} = shop
  const program = compilerName(shop)
  try {
    await ctx.exec([program, '--version'])
  } catch (error) {
    ctx.signal.throwIfAborted()
    const own = `CC_FOR_linux_${arch}`
    throw new KinaError(
      {
        code: 'E_COMPONENT_SOURCE',
        message: `Parts of a node are C, and this machine (${host.platform}/${host.arch}) has no working C compiler for linux/${arch}: ${program}.`,
        next: [host.crossCc === undefined ? `sudo apt-get install gcc-${GNU_NAMES[arch].replace('_', '-')}` : `Correct ${own} in the environment.`, `Or name a cross compiler in ${own}, or take the programs from releases.`],
      },
      {cause: error},
    )
  }
}

/** Unpacked packages of the architecture, without their scripts having run; cached. */
async function sysroot(packages: readonly string[], shop: Workshop): Promise<string> {
  const tar = await debianRootfs({packages, variant: 'extract'}, shop)
  // Device files need rights that a build has not, and no compiler reads them.
  return cached(shop, `sysroot-${basename(dirname(tar))}`, async (made) => void (await shop.ctx.exec(['tar', '--extract', '--file', tar, '--directory', made, '--no-same-owner', '--exclude', './dev'])))
}
