import {platform} from 'node:process'
import type {Argv, Context, ExecOptions, ExecResult} from 'kina/plugin'

/** Any program with Podman's command line. Also the name of its image store: builders of that store make this runtime's images. */
export const PROGRAM = 'podman'

/** Marks all that this runtime makes, and nothing that another one does. */
export const CLUSTER_LABEL = '__NAME__.kina.example/cluster'

export function podman(ctx: Context, args: readonly string[], options?: ExecOptions): Promise<ExecResult> {
  return ctx.exec([PROGRAM, ...args], options)
}

/**
 * The same for what changes the host's network. Podman does its work itself, so one that is killed half-way leaves a bridge, firewall rules
 * and a name server's entry behind: in a session of its own it ends what it began, also when kina is interrupted.
 */
export function podmanToItsEnd(ctx: Context, args: readonly string[], options?: ExecOptions): Promise<ExecResult> {
  const session: readonly string[] = platform === 'linux' ? ['setsid', '--fork', '--wait'] : []
  return ctx.exec([...session, PROGRAM, ...args] as unknown as Argv, options)
}

export type Kind = 'container' | 'network' | 'volume' | 'image'

/** What Podman knows of those objects that exist. */
export async function inspect<T>(ctx: Context, kind: Kind, names: readonly string[]): Promise<T[]> {
  if (names.length === 0) return []
  const {exitCode, stdout, stderr} = await podman(ctx, [kind, 'inspect', ...names], {allowFailure: true})
  if (exitCode !== 0 && !saysGone(stderr)) throw new Error(`podman ${kind} inspect: ${stderr.trim()}`)
  return JSON.parse(stdout) as T[]
}

/** Identifiers of all that this runtime made, for one cluster or for any. */
export async function list(ctx: Context, kind: 'container' | 'network' | 'volume', cluster?: string): Promise<string[]> {
  const label = cluster === undefined ? CLUSTER_LABEL : `${CLUSTER_LABEL}=${cluster}`
  const {stdout} = await podman(ctx, [kind, 'ls', '--quiet', ...(kind === 'container' ? ['--all'] : []), '--filter', `label=${label}`])
  return stdout.split('\n').filter(Boolean)
}

export function saysGone(stderr: string): boolean {
  return /no such|not found|not known|unable to find|does not exist/i.test(stderr)
}
