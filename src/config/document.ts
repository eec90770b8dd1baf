import {isMap, isScalar, isSeq, LineCounter, parseAllDocuments, visit, type Document, type Node, type YAMLError} from 'yaml'
import {messageOf} from '../errors.js'
import type {Path, Problem} from './problem.js'

/** A problem that knows its place but not yet its file. */
export type Located = Omit<Problem, 'path'>

export interface Place {
  readonly line: number
  readonly column: number
}

/** The one document of a config file, as plain values, with the way back to the text. */
export interface ConfigDocument {
  readonly value: unknown
  /** Where a path stands; the nearest thing around it when it is not written out, such as a missing field. */
  place(path: Path, at?: 'key' | 'value'): Place
}

/** Reads YAML text. The document is null when its values cannot be trusted; a duplicate key alone does not hide other problems. */
export function readDocument(text: string): {readonly document: ConfigDocument | null; readonly problems: readonly Located[]} {
  const lines = new LineCounter()
  // YAML 1.1's merge keys are read as well, because the parser that kind uses knows them.
  const all = parseAllDocuments(text, {lineCounter: lines, prettyErrors: false, merge: true, stringKeys: true, logLevel: 'silent'})
  const documents = 'empty' in all ? [] : all.filter(({contents, errors}) => errors.length > 0 || !isEmpty(contents))
  const placeAt = (offset: number): Place => {
    const {line, col} = lines.linePos(offset)
    return {line, column: col}
  }
  const problems: Located[] = documents.flatMap(document => [
    ...[...firstAtEachPlace(document.errors), ...document.warnings].map(error => {
      return {...placeAt(error.pos[0]), field: '', message: explain(error, text)}
    }),
    ...brokenAliases(document).map(([offset, message]) => ({...placeAt(offset), field: '', message})),
  ])
  const [first, second] = documents
  if (first === undefined) {
    problems.push({line: 1, column: 1, field: '', message: 'there is no document; a cluster starts with apiVersion and kind'})
    return {document: null, problems}
  }
  if (second !== undefined) {
    const message = 'a second document; a config file describes exactly one cluster'
    problems.push({...placeAt(second.contents?.range?.[0] ?? second.range[0]), field: '', message})
  }
  const onlyDuplicates = documents.every(({errors}) => errors.every(({code}) => code === 'DUPLICATE_KEY'))
  if (!onlyDuplicates || documents.some(document => brokenAliases(document).length > 0)) return {document: null, problems}
  try {
    return {document: {value: first.toJS(), place: (path, at = 'value') => placeAt(offsetOf(first, path, at))}, problems}
  } catch (error) {
    // The library stops at aliases that multiply; everything else it could object to has been looked for above.
    problems.push({...placeAt(first.range[0]), field: '', message: `not valid YAML: ${messageOf(error)}`})
    return {document: null, problems}
  }
}

function isEmpty(contents: Node | null): boolean {
  return contents === null || (isScalar(contents) && contents.value === null)
}

/** The library tells one slip in several ways; the first is the cause. */
function firstAtEachPlace(errors: readonly YAMLError[]): readonly YAMLError[] {
  return errors.filter((error, index) => errors.findIndex(other => other.pos[0] === error.pos[0]) === index)
}

function explain(error: YAMLError, text: string): string {
  if (error.code !== 'DUPLICATE_KEY') return `not valid YAML: ${error.message}`
  const key = /^[^\s:]+/.exec(text.slice(error.pos[0]))?.[0]
  return key === undefined ? 'a key stands here twice' : `the key "${key.replace(/^(["'])(.*)\1$/, '$2')}" stands here a second time`
}

/** Aliases without an anchor, and those that hold themselves: converting them to values would throw. */
function brokenAliases(document: Document.Parsed): [offset: number, message: string][] {
  const found: [number, string][] = []
  visit(document, {
    Alias(_, alias, ancestors) {
      const target = alias.resolve(document)
      const offset = alias.range?.[0] ?? 0
      if (target === undefined) found.push([offset, `not valid YAML: there is no anchor &${alias.source}`])
      else if (ancestors.includes(target)) found.push([offset, `the alias *${alias.source} holds itself`])
    },
  })
  return found
}

/** Follows the path through the tree as far as it goes. */
function offsetOf(document: Document.Parsed, path: Path, at: 'key' | 'value'): number {
  let node: unknown = document.contents
  let offset = document.contents?.range[0] ?? 0
  for (const [depth, segment] of path.entries()) {
    const target = resolved(node, document)
    const pair = isMap(target) ? target.items.find(({key}) => String(isScalar(key) ? key.value : key) === String(segment)) : undefined
    node = pair ? pair.value : isSeq(target) ? target.items[Number(segment)] : undefined
    const wantsKey = at === 'key' && depth === path.length - 1
    const found = wantsKey || isAbsent(node) ? start(pair?.key) ?? start(node) : start(node)
    if (found === undefined) return offset
    offset = found
  }
  return offset
}

function resolved(node: unknown, document: Document.Parsed): unknown {
  return isNode(node) && 'resolve' in node ? (node as {resolve(document: Document): unknown}).resolve(document) : node
}

/** A value that is not written out, as in `nodes:`, has its place after the colon; the key is what a reader sees. */
function isAbsent(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null && node.source === '')
}

function start(node: unknown): number | undefined {
  return isNode(node) ? (node.range?.[0] ?? undefined) : undefined
}

function isNode(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node
}
