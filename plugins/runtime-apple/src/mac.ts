import type {Context} from 'kina/plugin'

/** The machine, from its own commands. */
export interface Mac {
  /** Null: the machine cannot be asked. */
  readonly silicon: boolean | null
  /** Major version of macOS; null: there is no such command here. */
  readonly major: number | null
  /** As it spells it, such as `26.1`. */
  readonly version: string
}

/** From this version of macOS on, containers have networks of their own and reach each other. */
export const NETWORKS_SINCE = 26
/** Apple's container is made for this version on. */
export const OLDEST = 15

export async function readMac(ctx: Context): Promise<Mac> {
  const [product, arm64] = await Promise.all([firstLine(ctx, ['sw_vers', '-productVersion']), firstLine(ctx, ['sysctl', '-n', 'hw.optional.arm64'])])
  const major = /^(\d+)(\.|$)/.exec(product ?? '')?.[1]
  return {silicon: arm64 === null ? null : arm64 === '1', major: major === undefined ? null : Number(major), version: product ?? ''}
}

/** Whether several nodes, and a network for each cluster, are possible. */
export function hasNetworks({major}: Mac): boolean {
  return major === null || major >= NETWORKS_SINCE
}

/** `Darwin`, `Linux` … */
export async function kernelName(ctx: Context): Promise<string> {
  return (await firstLine(ctx, ['uname', '-s'])) ?? ''
}

/** Empty when it fails; null when there is no such program, as on other systems. */
async function firstLine(ctx: Context, argv: readonly [string, ...string[]]): Promise<string | null> {
  try {
    const {exitCode, stdout} = await ctx.exec(argv, {allowFailure: true, timeoutSeconds: 5})
    return exitCode === 0 ? (stdout.split('\n')[0] ?? '').trim() : ''
  } catch {
    ctx.signal.throwIfAborted()
    return null
  }
}
