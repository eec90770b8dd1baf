import semver from 'semver'
import {KinaError} from '../errors.js'
import type {Workshop} from './workshop.js'

export interface GoToolchain {
  /** Such as `1.26.8`. */
  readonly version: string
  /** Architecture of this host, as Go writes it. */
  readonly hostArch: string
  readonly hostOs: string
}

/**
 * The Go that is on PATH.
 *
 * @throws KinaError E_GO_MISSING when there is none
 */
export async function goToolchain({ctx}: Pick<Workshop, 'ctx'>): Promise<GoToolchain> {
  try {
    const {stdout} = await ctx.exec(['go', 'env', '-json', 'GOVERSION', 'GOHOSTARCH', 'GOHOSTOS'], {env: {GOTOOLCHAIN: 'local'}})
    const {GOVERSION, GOHOSTARCH, GOHOSTOS} = JSON.parse(stdout) as Record<string, string>
    return {version: (GOVERSION ?? '').replace(/^go/, ''), hostArch: GOHOSTARCH ?? '', hostOs: GOHOSTOS ?? ''}
  } catch (error) {
    ctx.signal.throwIfAborted()
    throw new KinaError(
      {
        code: 'E_GO_MISSING',
        message: 'Building from Go modules needs Go, and no working `go` is on PATH.',
        next: ['Install Go: https://go.dev/doc/install'],
      },
      {cause: error},
    )
  }
}

/**
 * Refuses a Go that is older than a go.mod asks for, before anything is fetched.
 *
 * @throws KinaError E_GO_MISSING
 */
export function requireGo(go: GoToolchain, goMod: string, component: string): void {
  const wanted = /^go (\S+)$/m.exec(goMod)?.[1]
  const [have, want] = [semver.coerce(go.version), semver.coerce(wanted)]
  if (have !== null && want !== null && semver.gte(have, want)) return
  throw new KinaError({
    code: 'E_GO_MISSING',
    message: `Building ${component} needs Go ${wanted ?? 'of a known version'} or newer; the one on PATH is ${go.version}.`,
    next: ['Install a newer Go: https://go.dev/doc/install'],
  })
}
