import {isDeepStrictEqual} from 'node:util'
import {isSeq, parseDocument} from 'yaml'
import {type Kubeconfig, type NamedEntry, SECTIONS, type Section, dataOf, parseKubeconfigDocument} from './parse.js'
import {nameOf, spliceText} from './splice.js'

/** What is to become of one name in a kubeconfig, and of its current context. */
export interface KubeconfigEdit {
  /** Name of the entries in all three lists. */
  readonly name: string
  /** Replaces the entry of that name or adds it; null removes it; absent leaves the list alone. */
  readonly entries: {readonly [section in Section]?: NamedEntry | null}
  readonly currentContext?: string
}

/** kubectl's order of keys. */
const SKELETON = 'apiVersion: v1\nclusters: []\ncontexts: []\ncurrent-context: ""\nkind: Config\nusers: []\n'

/**
 * Applies an edit and leaves every other byte as it is: comments, order, quotes. The text is cut and patched at the places the parser
 * names; the result is parsed again and compared with the data that it should hold. For layouts the patches do not know (flow style,
 * JSON, anchors) the document is printed anew, which keeps the data and most comments.
 * @throws KinaError `E_KUBECONFIG_INVALID` for malformed text.
 */
export function editKubeconfig(text: string, file: string, edit: KubeconfigEdit): string {
  const document = parseKubeconfigDocument(text, file)
  if (document.contents === null) return adds(edit) ? editKubeconfig(endLine(text) + SKELETON, file, edit) : text
  const before = dataOf(document)
  const wanted = apply(before, edit)
  if (isDeepStrictEqual(before, wanted)) return text
  if (isJson(text)) return `${JSON.stringify(wanted, null, 4)}\n`
  const patched = spliceText(endLine(text), edit)
  return patched !== null && reads(patched, wanted) ? patched : reprint(text, edit)
}

/** The edit's meaning, on plain data. */
function apply(config: Kubeconfig, {name, entries, currentContext}: KubeconfigEdit): Kubeconfig {
  const after: Record<string, unknown> = {...config}
  for (const section of SECTIONS) {
    const entry = entries[section]
    const list = config[section] ?? []
    if (entry === null && list.some((other) => other.name === name)) after[section] = list.filter((other) => other.name !== name)
    if (entry) after[section] = putInto(list, entry)
  }
  if (currentContext !== undefined) after['current-context'] = currentContext
  return after as Kubeconfig
}

/** In its old place when there is one; never twice, which kubectl refuses to read. */
function putInto(list: readonly NamedEntry[], entry: NamedEntry): readonly NamedEntry[] {
  const at = list.findIndex((other) => other.name === entry.name)
  if (at === -1) return [...list, entry]
  return list.flatMap((other, index) => (index === at ? [entry] : other.name === entry.name ? [] : [other]))
}

/** Node by node, so that comments, anchors and the style of other entries survive. */
function reprint(text: string, {name, entries, currentContext}: KubeconfigEdit): string {
  const document = parseDocument(text)
  for (const section of SECTIONS) {
    const entry = entries[section]
    if (entry === undefined) continue
    const list = document.get(section)
    if (isSeq(list)) {
      const at = list.items.findIndex((item) => nameOf(item) === name)
      const others = list.items.filter((item) => nameOf(item) !== name)
      list.items = entry ? others.toSpliced(at === -1 ? others.length : at, 0, document.createNode(entry)) : others
    } else if (entry) document.set(section, document.createNode([entry]))
  }
  if (currentContext !== undefined) document.set('current-context', currentContext)
  return document.toString({lineWidth: 0})
}

function adds({entries, currentContext}: KubeconfigEdit): boolean {
  return Boolean(currentContext) || SECTIONS.some((section) => entries[section])
}

function reads(text: string, wanted: Kubeconfig): boolean {
  const document = parseDocument(text)
  return document.errors.length === 0 && isDeepStrictEqual(document.toJS(), wanted)
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
