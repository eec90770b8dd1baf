import type {ErrorObject} from 'ajv'
import type {Options, OptionsSchema} from '../contract/index.js'
import {fieldName, type Finding, type Path} from '../config/problem.js'
import {describeSchemaError} from '../config/schema-messages.js'
import {KinaError, messageOf} from '../errors.js'
import type {Entry, ProviderKind} from './registry.js'

export interface OptionCheck {
  /** False when these are only a part of the options, so that what is missing may still come. Default: true. */
  readonly complete?: boolean
}

/** Everything that is wrong with options, by the schema that their provider registered; paths start at the options. Nothing is loaded. */
export async function optionProblems(schema: OptionsSchema | undefined, options: Options, {complete = true}: OptionCheck = {}): Promise<Finding[]> {
  const names = Object.keys(options)
  if (schema === undefined) return names.map((name) => ({path: [name], at: 'key', message: 'it takes no options'}))
  if (names.length === 0 && schema['required'] === undefined && schema['minProperties'] === undefined) return []
  const {Ajv} = await import('ajv')
  // A plugin's schema may use keywords and formats that are not known here: they describe, and do not check.
  const ajv = new Ajv({allErrors: true, verbose: true, strict: false, logger: false, validateSchema: false})
  let valid
  try {
    valid = ajv.validate(schema, options)
  } catch (error) {
    return [{path: [], message: `the schema that the plugin registered for them is wrong: ${messageOf(error)}`}]
  }
  if (valid) return []
  const errors = (ajv.errors ?? []).filter(({keyword}) => keyword !== 'propertyNames' && (complete || (keyword !== 'required' && keyword !== 'minProperties')))
  return errors.map((error) => describeSchemaError(error, pathOf(error), {schema: {properties: {}, ...schema}}))
}

/** Rejects with all problems of one provider's options, flags and file taken together. */
export async function checkOptions<P>(kind: ProviderKind, entry: Entry<P>, options: Options): Promise<void> {
  const {name, options: schema} = entry.registration
  const problems = await optionProblems(schema, options)
  if (problems.length === 0) return
  const known = Object.keys((schema?.['properties'] as object | undefined) ?? {})
  throw new KinaError({
    code: 'E_CONFIG_INVALID',
    exit: 2,
    message: `Options of ${kind} ${name} are wrong`,
    detail: problems.map(({path, message}) => `${fieldName(path) || 'options'}: ${message}`).join('\n'),
    next: [known.length > 0 ? `${kind} ${name} takes: ${known.join(', ')}. kina plugins inspect ${entry.plugin} describes them.` : `${kind} ${name} takes no options.`, 'Nothing was created.'],
  })
}

/** The unknown or missing option itself rather than what holds it. */
function pathOf(error: ErrorObject): Path {
  const path = error.instancePath.split('/').slice(1).map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
  const field: unknown = error.propertyName ?? error.params['additionalProperty'] ?? error.params['missingProperty']
  return typeof field === 'string' ? [...path, field] : path
}
