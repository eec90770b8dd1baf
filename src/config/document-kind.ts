import type {ClusterConfig} from './cluster-config.js'
import {kinaV1alpha1} from './kina/v1alpha1/convert.js'
import {kindV1alpha4} from './kind/v1alpha4/convert.js'
import type {Finding, Path} from './problem.js'

/** A kind of document that describes a cluster: what may stand in it, and how it reads in kina's words. */
export interface DocumentKind {
  readonly apiVersion: string
  readonly schema: ObjectSchema
  /** Names users know from the other kind of document, and what they are called in this one. */
  readonly synonyms?: Readonly<Record<string, string>>
  /** Before the schema is checked. */
  prepare?(value: unknown): unknown
  /** Fields that are right and that kina does not carry out yet. */
  unsupported?(document: unknown): Finding[]
  /** The document fits the schema. Keeps the order of all lists. `cwd` is what relative host paths are relative to. */
  convert(document: unknown, cwd: string): ClusterConfig
  /** Where a field of {@link ClusterConfig} stands in this kind of document. */
  documentPath(path: Path): Path
}

/** A JSON schema whose own fields are known. */
export interface ObjectSchema {
  readonly properties: Readonly<Record<string, object>>
  readonly [keyword: string]: unknown
}

const KINDS: readonly DocumentKind[] = [kinaV1alpha1, kindV1alpha4]

/** The kind a document says it is, or what is wrong with its type. */
export function documentKind(value: unknown): DocumentKind | Finding[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{path: [], message: 'expected a mapping that starts with apiVersion and kind'}]
  }
  const {apiVersion, kind} = value as {apiVersion?: unknown; kind?: unknown}
  const known = KINDS.find(candidate => candidate.apiVersion === apiVersion)
  const versions = KINDS.map(candidate => candidate.apiVersion).join(' or ')
  const findings: Finding[] = []
  if (apiVersion === undefined) findings.push({path: ['apiVersion'], message: `is missing; kina reads ${versions}`})
  else if (known === undefined) findings.push({path: ['apiVersion'], message: `${JSON.stringify(apiVersion)} is unknown; kina reads ${versions}`})
  if (kind === undefined) findings.push({path: ['kind'], message: 'is missing; it is always Cluster'})
  else if (kind !== 'Cluster') findings.push({path: ['kind'], message: `${JSON.stringify(kind)} is unknown; it is always Cluster`})
  return known !== undefined && findings.length === 0 ? known : findings
}
