import {readFileSync} from 'node:fs'
import {Ajv} from 'ajv'

const schema = JSON.parse(readFileSync(new URL('../../schemas/events.json', import.meta.url), 'utf8')) as Record<string, unknown>

/** The published schema leaves room for later fields; here one that it does not describe is a mistake. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict)
  if (typeof value !== 'object' || value === null) return value
  const object = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, strict(inner)]))
  return 'required' in object && 'properties' in object && !('oneOf' in object) ? {...object, additionalProperties: false} : object
}

const validate = new Ajv({allErrors: true, strictTypes: false}).compile(strict(schema) as object)

/** What is wrong with one event; empty when nothing is. */
export function eventProblems(event: unknown): string[] {
  return validate(event) ? [] : [`${JSON.stringify(event)}: ${(validate.errors ?? []).map(({instancePath, message}) => `${instancePath} ${message}`).join('; ')}`]
}
