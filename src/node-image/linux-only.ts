import {KinaError} from '../errors.js'
import type {Host} from './workshop.js'

const SYSTEMS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {darwin: 'macOS', win32: 'Windows', freebsd: 'FreeBSD'}

/** Why the way over Go modules is closed on this machine; undefined where it is not. */
export function closedHere({platform}: Pick<Host, 'platform'>): string | undefined {
  if (platform === 'linux') return undefined
  return `it needs mmdebstrap and a C compiler for Linux, and this is ${SYSTEMS[platform] ?? platform}`
}

/** What to do on a machine where programs and root file systems of a node cannot be made. */
export const INSTEAD: readonly string[] = [
  'Download the programs: kina image build --source release; with --mirror NAME=URL from servers that you can reach.',
  'Or build the image on a Linux machine of the same architecture with kina image build, make a file of it there with kina image save -o FILE, and load it here with kina image load FILE.',
]

/**
 * Refuses to begin what only Linux can do.
 *
 * @throws KinaError E_COMPONENT_SOURCE
 */
export function requireLinux(what: string, host: Pick<Host, 'platform'>): void {
  const closed = closedHere(host)
  if (closed !== undefined) throw new KinaError({code: 'E_COMPONENT_SOURCE', message: `${what} is not possible on this machine: ${closed}.`, next: INSTEAD})
}
