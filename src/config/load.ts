import type {ClusterConfig, ConfigChecks} from './cluster-config.js'
import {ConfigError} from './config-error.js'
import {readDocument, type ConfigDocument, type Located} from './document.js'
import {documentKind} from './document-kind.js'
import {fieldName, samePath, type Finding, type Path} from './problem.js'
import {checkSchema} from './schema-check.js'
import {checkRules} from './validate.js'

export interface ConfigSource {
  /** The file as the user named it; `-` is standard input. */
  readonly path: string
  readonly text: string
  /** What relative host paths are relative to. Default: the working directory of the process. */
  readonly cwd?: string
}

/**
 * Reads a config file of either kind. Rejects with one {@link ConfigError} that has every problem of the file with its place; changes
 * nothing. `checks` ask this machine what the file alone cannot tell.
 */
export async function loadClusterConfig(source: ConfigSource, checks: ConfigChecks): Promise<ClusterConfig> {
  const {document, problems} = readDocument(source.text)
  const {config, located} = document ? await examine(document, source.cwd ?? process.cwd(), checks) : {config: null, located: []}
  const all = [...problems, ...located]
  if (config !== null && all.length === 0) return config
  const file = source.path === '-' ? '<stdin>' : source.path
  throw new ConfigError(file, all.map(problem => ({path: file, ...problem})))
}

async function examine(document: ConfigDocument, cwd: string, checks: ConfigChecks): Promise<{config: ClusterConfig | null; located: Located[]}> {
  const locate = (findings: readonly Finding[]): Located[] =>
    findings.map(({path, message, at}) => ({...document.place(path, at), field: fieldName(path), message}))

  const kind = documentKind(document.value)
  if (Array.isArray(kind)) return {config: null, located: locate(kind)}
  const {findings, sound} = checkSchema(kind, kind.prepare?.(document.value) ?? document.value)
  if (sound === null) return {config: null, located: locate(findings)}

  const config = kind.convert(sound.value, cwd)
  const toDocument = (path: Path): Path => sound.origin(kind.documentPath(path))
  const nameOf = (path: Path): string => `${fieldName(toDocument(path))} (line ${document.place(toDocument(path)).line})`
  const isMalformed = (path: Path): boolean =>
    findings.some(finding => [finding.path, finding.meant ?? finding.path].some(place => samePath(place, toDocument(path))))
  const unsupported = (kind.unsupported?.(sound.value) ?? []).map(finding => ({...finding, path: sound.origin(finding.path)}))
  const broken = (await checkRules(config, {...checks, nameOf, isMalformed})).map(finding => ({...finding, path: toDocument(finding.path)}))
  return {config, located: locate([...findings, ...unsupported, ...broken])}
}
