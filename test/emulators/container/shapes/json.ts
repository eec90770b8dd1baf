/** `--format json`: one line, keys sorted, `/` as `\/`. What is undefined is not there. */
export function line(value: unknown): string {
  return JSON.stringify(sorted(value)).replaceAll('/', '\\/')
}

/** `inspect`: `"key" : value`, two spaces, and an empty line within what is empty. */
export function pretty(value: unknown): string {
  return write(sorted(value), '').replaceAll('/', '\\/')
}

function write(value: unknown, indent: string): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const array = Array.isArray(value)
  const [open, close] = array ? ['[', ']'] : ['{', '}']
  const deeper = `${indent}  `
  const parts = array ? value.map((item) => deeper + write(item, deeper)) : Object.entries(value).map(([key, item]) => `${deeper}${JSON.stringify(key)} : ${write(item, deeper)}`)
  return parts.length === 0 ? `${open}\n\n${indent}${close}` : `${open}\n${parts.join(',\n')}\n${indent}${close}`
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]))
}
