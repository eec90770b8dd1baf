import {parse} from 'yaml'
import type {Options, OptionsSchema} from '../contract/index.js'

/** Options as flags give them, such as `mtu=1400` or `pool.size=4`. */
export interface OptionFlags {
  /** Without a dash, for messages: `cni-option`. */
  readonly flag: string
  readonly values: readonly string[]
  /** Of the provider they are for; it decides how a text is read. Absent: texts stay texts. */
  readonly schema?: OptionsSchema | undefined
}

/**
 * Reads `key=value` flags into options. A dot in a key leads into a mapping (`\.` is a dot of the key itself), a repeated key makes a list
 * where the schema has one, and lists and mappings may be written as YAML. Whether the values fit is for the schema to say afterwards. Pure.
 */
export function readOptionFlags({flag, values, schema}: OptionFlags): {readonly options: Options; readonly problems: readonly string[]} {
  const options: Tree = {}
  const problems = values.flatMap((text) => {
    const at = text.indexOf('=')
    const path = text.slice(0, Math.max(at, 0)).split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'))
    if (at < 1 || path.includes('')) return [`--${flag}: ${JSON.stringify(text)} is not KEY=VALUE, such as mtu=1400`]
    const problem = put(options, path, readValue(text.slice(at + 1), path.reduce(below, schema)))
    return problem === undefined ? [] : [`--${flag}: ${JSON.stringify(text)} ${problem}`]
  })
  return {options, problems}
}

type Tree = {[key: string]: unknown}

function put(options: Tree, path: readonly string[], {value, list}: Value): string | undefined {
  let here = options
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(here, key)) define(here, key, {})
    const next = here[key]
    if (typeof next !== 'object' || next === null || Array.isArray(next)) return `stands beside a value of ${key}`
    here = next as Tree
  }
  const last = path.at(-1)!
  const present = Object.hasOwn(here, last) ? here[last] : undefined
  if (present !== undefined && !(list && Array.isArray(present))) return 'is given twice'
  define(here, last, list ? [...((present as unknown[] | undefined) ?? []), ...(value as unknown[])] : value)
  return undefined
}

/** Not an assignment: a key may be called __proto__. */
function define(tree: Tree, key: string, value: unknown): void {
  Object.defineProperty(tree, key, {value, enumerable: true, configurable: true, writable: true})
}

interface Value {
  readonly value: unknown
  /** A further flag of the same key adds to it. */
  readonly list: boolean
}

/** A text that is not what the schema wants stays a text, so that the schema's own message is about what the user typed. */
function readValue(text: string, schema: Schema | undefined): Value {
  const types = [schema?.type ?? []].flat()
  if (types.includes('array')) {
    const read = text.trimStart().startsWith('[') ? yaml(text) : undefined
    return {value: Array.isArray(read) ? read : [readValue(text, schema?.items).value], list: true}
  }
  if (types.includes('object')) return {value: yaml(text) ?? text, list: false}
  if ((types.includes('integer') || types.includes('number')) && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return {value: Number(text), list: false}
  if (types.includes('boolean') && /^(true|false)$/.test(text)) return {value: text === 'true', list: false}
  if (types.includes('null') && text === 'null') return {value: null, list: false}
  return {value: text, list: false}
}

interface Schema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
}

function below(schema: Schema | OptionsSchema | undefined, key: string): Schema | undefined {
  const {properties, additionalProperties} = (schema ?? {}) as Schema
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key]
  return typeof additionalProperties === 'object' ? additionalProperties : undefined
}

function yaml(text: string): unknown {
  try {
    return parse(text) as unknown
  } catch {
    return undefined
  }
}
