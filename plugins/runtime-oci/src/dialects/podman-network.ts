import type {Context, Packages} from 'kina/plugin'
import type {Engine, Problem} from '../host.js'

/** Programs that netavark needs and that packages only recommend: without them every container with a network fails to start. */
export async function missingNetworkProgram(engine: Engine, ctx: Context): Promise<Problem | null> {
  // Of a Podman machine nothing is missing, and its files are not here.
  if (engine.remote) return null
  const [dns, firewall] = await Promise.all([hasDns(engine, ctx), hasFirewall(engine, ctx)])
  if (!dns) return {reason: 'aardvark-dns is not installed, so nodes do not find each other by name', fix: 'kina doctor --fix, or install the package aardvark-dns', packages: every('aardvark-dns')}
  if (!firewall) return {reason: "iptables is not installed, and Podman's netavark needs it", fix: 'kina doctor --fix, or install the package iptables', packages: every('iptables')}
  return null
}

/** Where Podman looks for its helpers unless told otherwise (containers.conf, helper_binaries_dir). */
const HELPER_DIRECTORIES = ['/usr/local/libexec/podman', '/usr/local/lib/podman', '/usr/libexec/podman', '/usr/lib/podman']
const CONFIGURATIONS = ['/usr/share/containers/containers.conf', '/etc/containers/containers.conf']

/** Podman 5 says so itself; 4 does not. */
async function hasDns({version, dns}: Engine, ctx: Context): Promise<boolean> {
  if (dns !== null) return dns !== ''
  if (majorOf(version) >= 5) return false
  const {stdout} = await ctx.exec(['ls', '-d', ...HELPER_DIRECTORIES.map((directory) => `${directory}/aardvark-dns`)], {allowFailure: true})
  if (stdout.trim() !== '') return true
  // Helpers may be elsewhere: then only Podman knows, and a wrong "missing" would be worse than a late error.
  const {exitCode} = await ctx.exec(['grep', '-Eqs', '^[[:space:]]*helper_binaries_dir', ...CONFIGURATIONS], {allowFailure: true})
  return exitCode === 0
}

/** netavark before Podman 5 only knows iptables; later ones take nftables where they find it. */
async function hasFirewall({version}: Engine, ctx: Context): Promise<boolean> {
  if (await runs(['iptables', '--version'], ctx)) return true
  return majorOf(version) >= 5 && (await runs(['nft', '--version'], ctx))
}

async function runs(argv: readonly [string, ...string[]], ctx: Context): Promise<boolean> {
  return ctx.exec(argv, {allowFailure: true}).then(
    ({exitCode}) => exitCode === 0,
    () => false,
  )
}

/** Packages of one name everywhere. */
function every(name: string): Packages {
  return {apt: [name], dnf: [name], pacman: [name]}
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10)
}
