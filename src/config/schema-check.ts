import {Ajv, type ErrorObject} from 'ajv'
import type {DocumentKind} from './document-kind.js'
import {formatNamed, formats} from './formats.js'
import type {Finding, Path} from './problem.js'
import {describeSchemaError} from './schema-messages.js'
import {soundPart, type SoundPart} from './sound-part.js'

export interface SchemaResult {
  readonly findings: readonly Finding[]
  /** What of the document fits the schema, so that the rules a schema cannot say are checked in the same run. Null: nothing does. */
  readonly sound: SoundPart | null
}

/** Checks a document against its kind's schema. */
export function checkSchema(kind: DocumentKind, value: unknown): SchemaResult {
  const validate = ajv().compile(kind.schema)
  const bad: Path[] = []
  const findings: Finding[] = []
  let part = soundPart(value, bad)
  while (!validate(part.value)) {
    const errors = (validate.errors ?? []).filter(({keyword}) => keyword !== 'propertyNames')
    const culprits = errors.map(error => part.origin(culprit(error, part.value)))
    // Later rounds only tell what became incomplete when something wrong was taken out.
    if (bad.length === 0) findings.push(...errors.map((error, i) => describeSchemaError(error, culprits[i]!, kind)))
    const gone = culprits.map((path, i) => (errors[i]!.keyword === 'required' ? path.slice(0, -1) : path))
    if (gone.some(path => path.length === 0)) return {findings, sound: null}
    bad.push(...gone)
    part = soundPart(value, bad)
  }
  return {findings, sound: part}
}

function ajv(): Ajv {
  const instance = new Ajv({allErrors: true, verbose: true, allowUnionTypes: true})
  for (const name of Object.keys(formats)) {
    instance.addFormat(name, value => formatNamed(name)(value) === undefined)
  }
  return instance
}

/** The path of what is wrong: the unknown or missing field itself rather than what holds it. */
function culprit(error: ErrorObject, root: unknown): Path {
  const path = readPointer(error.instancePath, root)
  const field: unknown = error.propertyName ?? error.params['additionalProperty'] ?? error.params['missingProperty']
  return typeof field === 'string' ? [...path, field] : path
}

/** A JSON pointer (RFC 6901) as a path; only the value tells list indices from keys made of digits. */
function readPointer(pointer: string, root: unknown): Path {
  let value = root
  return pointer
    .split('/')
    .slice(1)
    .map(segment => {
      const key = segment.replaceAll('~1', '/').replaceAll('~0', '~')
      const step = Array.isArray(value) ? Number(key) : key
      value = (value as Record<string | number, unknown>)[step]
      return step
    })
}
