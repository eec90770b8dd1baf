import {redactText} from './redact-text.js'
import {REDACTED, isHarmless, isSecretName} from './secret-names.js'

type Mask = (text: string) => string

/** Plain JSON without what may be secret: by the names of fields, variables and flags, and within every string. */
export function redactJson(value: unknown, mask: Mask = (text) => text): unknown {
  if (typeof value === 'string') return redactString(value, mask)
  if (Array.isArray(value)) return value.map((item, i) => (isFlag(value[i - 1]) && typeof item === 'string' && !item.startsWith('-') && !isHarmless(item) ? REDACTED : redactJson(item, mask)))
  if (typeof value !== 'object' || value === null) return value
  const object = value as Readonly<Record<string, unknown>>
  if (object['kind'] === 'Secret') return redactSecret(object, mask)
  const named = ['name', 'key'].map((key) => object[key]).find((name) => typeof name === 'string')
  return Object.fromEntries(
    Object.entries(object).map(([key, inner]) => {
      const secret = isSecretName(key) || (key.toLowerCase() === 'value' && named !== undefined && isSecretName(named))
      return [key, secret && typeof inner === 'string' && !isHarmless(inner) ? REDACTED : redactJson(inner, mask)]
    }),
  )
}

/** Text that is JSON, one document or several after another; other text is redacted as such. */
export function redactJsonText(text: string, mask?: Mask): string {
  try {
    const parts = text.trim().split(/(?<=^\}\n)(?=\{)/m)
    const values = parts.map((part) => redactJson(JSON.parse(part), mask))
    return `${JSON.stringify(values.length === 1 ? values[0] : values, null, 2)}\n`
  } catch {
    return redactText(text, mask)
  }
}

/** kubectl writes the whole of an object into its annotation `last-applied-configuration`. */
function redactString(text: string, mask: Mask): string {
  if (!/^\s*[{[]/.test(text)) return redactText(text, mask)
  try {
    return JSON.stringify(redactJson(JSON.parse(text), mask))
  } catch {
    return redactText(text, mask)
  }
}

/** Its keys tell what there is; annotations may repeat the values. */
function redactSecret(secret: Readonly<Record<string, unknown>>, mask: Mask): unknown {
  const emptied = (field: string) => (typeof secret[field] === 'object' && secret[field] !== null ? {[field]: Object.fromEntries(Object.keys(secret[field]).map((key) => [key, REDACTED]))} : {})
  const {data: _, stringData: _too, ...rest} = secret
  return {...(redactJson({...rest, kind: ''}, mask) as object), kind: 'Secret', ...emptied('data'), ...emptied('stringData')}
}

function isFlag(value: unknown): boolean {
  return typeof value === 'string' && /^--?[a-z][\w-]*$/i.test(value) && isSecretName(value)
}
