import {type Pair, isMap, isScalar, isSeq, parseDocument, stringify} from 'yaml'
import type {KubeconfigEdit} from './edit.js'
import {type NamedEntry, SECTIONS, type Section} from './parse.js'

/** A piece of text and what stands there afterwards. */
interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Behind all places in the text: new keys come after an entry that is added to the last list. */
const END = Number.MAX_SAFE_INTEGER

/**
 * Patches block-style YAML, as kubectl, kind and people write it, at the places of one name. `text` ends with a newline. Null for layouts
 * that are not understood; the caller checks the result in any case, so that this may be simple rather than complete.
 */
export function spliceText(text: string, edit: KubeconfigEdit): string | null {
  const map = parseDocument(text, {keepSourceTokens: true}).contents
  if (!isMap(map) || map.srcToken?.type !== 'block-map') return null
  const pairOf = (key: string): Pair | undefined => map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)
  const splices: Splice[] = []
  for (const section of SECTIONS) {
    const entry = edit.entries[section]
    if (entry === undefined) continue
    const found = spliceSection(text, section, pairOf(section), edit.name, entry)
    if (found === null) return null
    splices.push(...found)
  }
  if (edit.currentContext !== undefined) splices.push(spliceCurrent(text, pairOf('current-context'), edit.currentContext))
  return splices.toSorted((a, b) => b.start - a.start).reduce((done, {start, end, text: piece}) => done.slice(0, start) + piece + done.slice(end), text)
}

function spliceSection(text: string, section: Section, pair: Pair | undefined, name: string, entry: NamedEntry | null): readonly Splice[] | null {
  if (!pair) return entry ? [{start: END, end: END, text: `${section}:\n${itemText(entry, '')}`}] : []
  const list = pair.value
  const colon = afterColon(pair)
  if (colon === null) return null
  if (!isSeq(list) || list.items.length === 0) {
    return entry ? [{start: colon, end: endOf(list) ?? colon, text: `\n${itemText(entry, '').trimEnd()}`}] : []
  }
  if (list.srcToken?.type !== 'block-seq') return null
  const spans = list.srcToken.items.map(({start}, index) => {
    const dash = start.find((token) => token.type === 'seq-item-ind')?.offset ?? 0
    return {...wholeLines(text, dash, endOf(list.items[index]) ?? dash), pad: text.slice(text.lastIndexOf('\n', dash) + 1, dash)}
  })
  const matches = spans.filter((_, index) => nameOf(list.items[index]) === name)
  const [first, last] = [matches[0], spans.at(-1)]
  if (!last) return null
  const added = entry ? itemText(entry, last.pad) : ''
  if (entry && !first) return [{start: last.end, end: last.end, text: added}]
  const emptied = !entry && matches.length === spans.length ? [{start: colon, end: colon, text: ' []'}] : []
  return [...emptied, ...matches.map(({start, end}, index) => ({start, end, text: index === 0 ? added : ''}))]
}

function spliceCurrent(text: string, pair: Pair | undefined, context: string): Splice {
  const value = stringify(context).trimEnd()
  const colon = pair && afterColon(pair)
  if (!pair || typeof colon !== 'number') return {start: END, end: END, text: `current-context: ${value}\n`}
  return {start: colon, end: endOf(pair.value) ?? colon, text: ` ${value}`}
}

/** Unfolded lines and lists that are not indented, as kubectl prints them. */
function itemText(entry: NamedEntry, pad: string): string {
  const lines = stringify(entry, {lineWidth: 0, indentSeq: false}).trimEnd().split('\n')
  return lines.map((line, index) => `${pad}${index === 0 ? '- ' : '  '}${line}\n`).join('')
}

/** From the start of the first line to the end of the last; a value's range may reach into the lines after it. */
function wholeLines(text: string, from: number, to: number): {start: number; end: number} {
  const lastChar = text.slice(0, to).trimEnd().length
  const newline = text.indexOf('\n', lastChar)
  return {start: text.lastIndexOf('\n', from) + 1, end: newline === -1 ? text.length : newline + 1}
}

function afterColon(pair: Pair): number | null {
  const colon = pair.srcToken?.sep?.find((token) => token.type === 'map-value-ind')
  return colon ? colon.offset + 1 : null
}

function endOf(node: unknown): number | undefined {
  return (node as {range?: readonly number[] | null} | null | undefined)?.range?.[1]
}

/** Of one parsed entry. */
export function nameOf(item: unknown): unknown {
  return isMap(item) ? item.get('name') : undefined
}
