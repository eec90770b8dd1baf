import {readFileSync} from 'node:fs'
import {rename} from 'node:fs/promises'
import {join} from 'node:path'
import type {Arch} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {digest} from './digest.js'
import {requireLinux} from './linux-only.js'
import {slimRootfs} from './slim-rootfs.js'
import {nodeImageDirectory, sourceDate, versionsFile} from './versions.js'
import {cached, type Workshop} from './workshop.js'

export interface DebianOptions {
  /**
   * Beyond those of the variant: in minbase, essential packages and apt. Where there are any, minbase keeps only these, what they depend on and
   * {@link KEPT}; without, the root file system is one to install packages in.
   */
  readonly packages: readonly string[]
  /** Default: the suite of versions.json. */
  readonly suite?: string
  /** Paths that dpkg leaves out, beside those that no container reads. */
  readonly excludes?: readonly string[]
  /** Base URL of the archive. Default: mmdebstrap's, with security updates. */
  readonly mirror?: string
  /** Default `minbase`. `extract`: the packages and what they depend on, unpacked and not configured, for a compiler to read. */
  readonly variant?: 'minbase' | 'extract'
}

/**
 * Packages of the one root file system that kina's own images with a userland share: nodes have this layer already. perl-base, 2 MB packed, is
 * for the pods of the conformance suite for CNIs.
 */
export const SHARED_USERLAND: readonly string[] = ['iptables', 'nftables', 'conntrack', 'ipset', 'kmod', 'iproute2', 'ca-certificates', 'perl-base']
/** What scripts in a container rely on: part of every root file system, so that asking for them asks for nothing. */
const KEPT: readonly string[] = ['base-files', 'base-passwd', 'bash', 'coreutils', 'dash', 'findutils', 'grep', 'libc-bin', 'mawk', 'sed']

/** The packages to make an image from: the shared ones where they are enough, because a layer of its own would be unpacked on every node. */
export function userlandFor(packages: readonly string[]): readonly string[] {
  return packages.every((name) => SHARED_USERLAND.includes(name) || KEPT.includes(name)) ? SHARED_USERLAND : packages
}

/** What no container reads: the list of the node itself. */
const LEFT_OUT = readFileSync(join(nodeImageDirectory, 'rootfs/etc/dpkg/dpkg.cfg.d/kina'), 'utf8')
  .split('\n')
  .flatMap((line) => (line.startsWith('path-exclude=') ? [line] : []))
/** Debian's own image has it; without, the tool that makes it at installation comes, with 49 MB of Perl. */
const MERGED_USR = '/usr/share/mmdebstrap/hooks/merged-usr'
/** Changes with the way from packages to a root file system. */
const FORM = 2

/** The script that makes of a root file system the one of another architecture, and what it needs. */
const FOREIGN = ['foreign-root', 'foreign-database'].map((name) => join(nodeImageDirectory, 'foreign/tree', name))

/**
 * What has mmdebstrap make the root file system of this machine, and of it the other's: its packages are configured by programs that run here.
 */
function asForeign(arch: Arch, into: string): readonly string[] {
  return [
    // What mmdebstrap itself has put there, so that no package starts a service.
    `mkdir "$1/foreign" && printf '%s\\n' /usr/sbin/policy-rc.d /usr/sbin/start-stop-daemon.REAL /etc/apt/apt.conf.d/00mmdebstrap > "$1/foreign/programs.txt"`,
    `copy-in ${FOREIGN.map(quoted).join(' ')} /foreign`,
    `chroot "$1" bash /foreign/foreign-root ${arch} /foreign/programs.txt /foreign/rootfs.tar`,
    `copy-out /foreign/rootfs.tar ${quoted(into)}`,
  ].map((hook) => `--customize-hook=${hook}`)
}

/** For mmdebstrap, which takes words apart as a shell does. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`
}

/**
 * A Debian root file system as a tar file, made from Debian's packages by mmdebstrap; cached by suite, packages and architecture, so
 * that newer packages come with `kina image clean`.
 *
 * @throws KinaError E_DEBIAN_TOOL_MISSING, E_COMPONENT_SOURCE with the tool's last lines
 */
export async function debianRootfs({packages, suite = versionsFile.debianSuite, excludes = [], mirror, variant = 'minbase'}: DebianOptions, shop: Workshop): Promise<string> {
  const {ctx, arch, host} = shop
  const foreign = variant === 'minbase' && arch !== host.arch
  const include = [...new Set(packages)].sort()
  const argv = [
    'mmdebstrap',
    `--variant=${variant}`,
    `--architectures=${foreign ? host.arch : arch}`,
    ...(include.length > 0 ? [`--include=${include.join(',')}`] : []),
    ...[...LEFT_OUT, ...excludes.map((path) => `path-exclude=${path}`)].map((line) => `--dpkgopt=${line}`),
    ...(variant === 'minbase' ? [`--hook-dir=${MERGED_USR}`] : []),
  ] as const
  const directory = await cached(shop, debianKey({packages, suite, variant, excludes, ...(mirror !== undefined && {mirror})}, shop), async (made) => {
    requireLinux(`Making a Debian ${suite} root file system`, shop.host)
    await requireMmdebstrap(shop)
    ctx.log.info(`making a Debian ${suite} root file system (${include.length} packages beyond the base)`)
    const slim = variant === 'minbase' && include.length > 0
    const whole = join(made, slim ? 'whole.tar' : 'rootfs.tar')
    const output = foreign ? [...asForeign(arch, made), '--format=null', suite, '-'] : ['--format=tar', suite, whole]
    try {
      await ctx.exec([...argv, ...output, ...(mirror === undefined ? [] : [mirror])], {env: {SOURCE_DATE_EPOCH: String(sourceDate)}})
    } catch (error) {
      ctx.signal.throwIfAborted()
      throw new KinaError(
        {
          code: 'E_COMPONENT_SOURCE',
          message: `Making a Debian ${suite} root file system for ${arch} failed.`,
          ...(error instanceof KinaError && error.detail !== undefined && {detail: error.detail}),
          next: ['Check that this host reaches a Debian mirror: sudo apt-get update'],
        },
        {cause: error},
      )
    }
    if (!slim) return
    if (foreign) await rename(join(made, 'rootfs.tar'), whole)
    await slimRootfs(whole, join(made, 'rootfs.tar'), [...KEPT, ...include])
  })
  return join(directory, 'rootfs.tar')
}

/** The cache key of a root file system. */
export function debianKey({packages, suite = versionsFile.debianSuite, excludes = [], mirror, variant = 'minbase'}: DebianOptions, {arch}: Pick<Workshop, 'arch'>): string {
  return `debian-${suite}-${arch}-${digest({packages: [...new Set(packages)].sort(), mirror, LEFT_OUT, KEPT, FORM, date: versionsFile.buildDate, ...(variant !== 'minbase' && {variant}), ...(excludes.length > 0 && {excludes})})}`
}

async function requireMmdebstrap({ctx}: Workshop): Promise<void> {
  try {
    await ctx.exec(['mmdebstrap', '--version'])
  } catch (error) {
    ctx.signal.throwIfAborted()
    throw new KinaError(
      {
        code: 'E_DEBIAN_TOOL_MISSING',
        message: "Making a root file system from Debian's packages needs mmdebstrap, and there is no working one on PATH.",
        next: ['kina doctor --fix', 'sudo apt-get install mmdebstrap'],
      },
      {cause: error},
    )
  }
}
