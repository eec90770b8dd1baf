import type {ErrorObject} from 'ajv'
import type {DocumentKind} from './document-kind.js'
import {formatNamed, formats} from './formats.js'
import {nearest} from './nearest.js'
import {fieldName, type Finding, type Path} from './problem.js'

/** Whose schema it is: a kind of document, or a provider that takes options. */
export type SchemaOwner = Pick<DocumentKind, 'schema' | 'synonyms'>

/** Says in a user's words what a schema found. `path` is that of the value, or of the field that is unknown or missing. */
export function describeSchemaError(error: ErrorObject, path: Path, kind: SchemaOwner): Finding {
  const {keyword, data, params} = error
  switch (keyword) {
    case 'additionalProperties':
      return {path, at: 'key', ...unknownField(path, error, kind)}
    case 'required':
      return {path, message: 'is missing'}
    case 'type':
      return {path, message: `expected ${[params['type']].flat().map(typeName).join(' or ')}, found ${found(data)}${quotes(error)}`}
    case 'enum': {
      const allowed: readonly string[] = params['allowedValues'].filter((value: string) => value !== '')
      return {path, message: `${show(data)} is not one of ${allowed.join(', ')}${guess(nearest(String(data), allowed))}`}
    }
    case 'format': {
      const message = `${show(data)} ${formatNamed(params['format'])(String(data))}`
      return error.propertyName === undefined ? {path, message} : {path, message, at: 'key'}
    }
    default:
      return {path, message: `${show(data)} ${error.message ?? `does not fit "${keyword}"`}`}
  }
}

/** Texts in quotes, and only as much as fits in a line. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
}

function typeName(type: string): string {
  return TYPE_NAMES[type] ?? type
}

function found(data: unknown): string {
  if (data === null || data === undefined) return 'nothing'
  if (Array.isArray(data)) return 'a list'
  if (typeof data === 'object') return 'a mapping'
  if (typeof data === 'boolean') return String(data)
  return `the ${typeof data} ${show(data)}`
}

/** YAML reads 1.31 or true as no text; quotes help when the text would be right. */
function quotes({params, data, parentSchema}: ErrorObject): string {
  if (params['type'] !== 'string' || (typeof data !== 'number' && typeof data !== 'boolean')) return ''
  const format: unknown = parentSchema?.['format']
  // A plugin's schema may name a format of its own.
  const fits = typeof format !== 'string' || !Object.hasOwn(formats, format) || formatNamed(format)(String(data)) === undefined
  return fits ? '; put quotes around it' : ''
}

/** With what the user may have meant: the other kind's word, a misspelling, or a field that belongs elsewhere. */
function unknownField(path: Path, {parentSchema}: ErrorObject, kind: SchemaOwner): Omit<Finding, 'path'> {
  const field = String(path.at(-1))
  const known = Object.keys(parentSchema?.['properties'] ?? {})
  const synonym = known.find(name => name === kind.synonyms?.[field])
  const similar = synonym ?? nearest(field, known)
  if (similar !== undefined) return {message: `unknown field${guess(similar)}`, meant: [...path.slice(0, -1), similar]}
  const elsewhere = homeOf(field, kind.schema, [])
  return {message: elsewhere === undefined ? 'unknown field' : `unknown field; it belongs to ${fieldName(elsewhere)}, check the indentation`}
}

function guess(word: string | undefined): string {
  return word === undefined ? '' : `; did you mean ${word}?`
}

/** Where in the schema a field of that name is known. */
function homeOf(field: string, schema: object, path: Path): Path | undefined {
  const {properties = {}, items} = schema as {properties?: Record<string, object>; items?: object}
  if (path.length > 0 && Object.hasOwn(properties, field)) return path
  const below = [...Object.entries(properties), ...(items ? [[undefined, items] as const] : [])]
  for (const [key, child] of below) {
    const home = homeOf(field, child, key === undefined ? path : [...path, key])
    if (home !== undefined) return home
  }
  return undefined
}
