/** How a component comes out of upstream's releases. */
export interface ReleaseRecipe {
  /** Name of the base URL; the user may put another in its place. */
  readonly mirror: string
  readonly files: readonly ReleaseFile[]
}

/** One download: a program by itself, or a gzipped tar archive of several. URLs are templates, see {@link fill}; `{url}` is the file's own. */
export interface ReleaseFile {
  readonly url: string
  /** Where upstream publishes the SHA-256 sum: the sum alone, or lines of `sha256sum`. */
  readonly checksum: string
  readonly program?: string
  /** Paths in the archive by program. */
  readonly members?: Readonly<Record<string, string>>
}

/** How a component is built with Go. */
export interface ModulesRecipe {
  /** Of go.mod and go.sum, relative to versions.json, or absolute. A template. */
  readonly directory: string
  /** Modules with their versions, the component's own first, for go.mod where there is none yet. Templates. */
  readonly require?: readonly string[]
  /** Version of the modules that upstream keeps in folders of its own repository. A template. */
  readonly staging?: string
  /**
   * True where upstream needs forks of modules that no checksum database knows: their sums are then upstream's own, whose go.sum is part of
   * the module that the database has vouched for. Default: the database is asked for all.
   */
  readonly upstreamSums?: boolean
  /** Package paths by program. Templates. */
  readonly packages: Readonly<Record<string, string>>
  /** Default false. Programs are linked statically either way. */
  readonly cgo?: boolean
  /** Debian packages with the headers that cgo needs, for the error message. */
  readonly headers?: readonly string[]
  readonly tags?: readonly string[]
  /** Templates. */
  readonly ldflags?: readonly string[]
}

/**
 * A template's text. Names: `version` (v1.2.3), `bare` (1.2.3), `major`, `minor`, `patch`, `goMajor` (what Go adds to a module's path:
 * nothing up to version 1, then `/v2` and so on), and those given.
 */
export function fill(template: string, version: string, more: Readonly<Record<string, string>> = {}): string {
  const bare = version.replace(/^v/, '')
  const [major = '', minor = '', patch = ''] = bare.split('.')
  const goMajor = Number(major) > 1 ? `/v${major}` : ''
  const values: Readonly<Record<string, string>> = {version, bare, major, minor, patch, goMajor, ...more}
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? unknownName(template, whole))
}

function unknownName(template: string, name: string): never {
  throw new TypeError(`unknown name ${name} in the template ${template}`)
}
