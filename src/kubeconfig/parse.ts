import {type Document, parseDocument} from 'yaml'
import {KinaError} from '../errors.js'

/** The three lists of a kubeconfig that hold named entries. */
export const SECTIONS = ['clusters', 'contexts', 'users'] as const
export type Section = (typeof SECTIONS)[number]

/** One entry, such as `{name, cluster: {...}}`; fields that kina does not know are kept. */
export interface NamedEntry {
  readonly name: string
  readonly [field: string]: unknown
}

/** A kubeconfig as plain data. */
export type Kubeconfig = {readonly [section in Section]?: readonly NamedEntry[] | null} & {
  readonly 'current-context'?: string | null
  readonly [field: string]: unknown
}

/**
 * Checks what kina relies on, and no more: a mapping whose three lists hold named entries. Empty text is an empty kubeconfig.
 * @throws KinaError `E_KUBECONFIG_INVALID` with line and column.
 */
export function parseKubeconfig(text: string, file: string): Kubeconfig {
  return dataOf(parseKubeconfigDocument(text, file))
}

/** The same, as a document that knows where everything stands in the text. */
export function parseKubeconfigDocument(text: string, file: string): Document.Parsed {
  const document = parseDocument(text, {keepSourceTokens: true})
  const [error] = document.errors
  if (error) {
    const at = error.linePos?.[0]
    // The library's message ends with a colon and the line in question, which would say the position twice.
    throw invalid(file, error.message.split(' at line ')[0] ?? error.message, at && `${at.line}:${at.col}`)
  }
  const problem = problemOf(document.toJS() as unknown)
  if (problem) throw invalid(file, problem.says, problem.section && positionOf(text, problem.section))
  return document
}

/** The document's data; `{}` for an empty one. */
export function dataOf(document: Document.Parsed): Kubeconfig {
  return (document.toJS() as Kubeconfig | null) ?? {}
}

/** Whether any of the three lists has an entry of this name. */
export function holdsEntry(config: Kubeconfig, name: string): boolean {
  return SECTIONS.some((section) => config[section]?.some((entry) => entry.name === name))
}

function problemOf(data: unknown): {says: string; section?: Section} | undefined {
  if (data === null || data === undefined) return undefined
  if (!isMapping(data)) return {says: 'A kubeconfig is a mapping with clusters, contexts and users'}
  for (const section of SECTIONS) {
    const value = data[section]
    if (value === null || value === undefined) continue
    if (!Array.isArray(value)) return {says: `"${section}" is not a list`, section}
    if (!value.every((entry) => isMapping(entry) && typeof entry['name'] === 'string')) {
      return {says: `"${section}" has an entry without a name`, section}
    }
  }
  return undefined
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function positionOf(text: string, section: Section): string | undefined {
  const at = text.split('\n').findIndex((line) => line.startsWith(`${section}:`))
  return at === -1 ? undefined : `${at + 1}:1`
}

function invalid(file: string, says: string, position: string | undefined): KinaError {
  const where = position === undefined ? file : `${file}:${position}`
  return new KinaError({
    code: 'E_KUBECONFIG_INVALID',
    message: `${where} is not a valid kubeconfig: ${says}. It was left as it is.`,
    next: [`Correct or move away ${file}; kubectl cannot read it either.`, 'Or name another file in KUBECONFIG.'],
    exit: 1,
  })
}
