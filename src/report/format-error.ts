import {KinaError, messageOf} from '../errors.js'
import type {ErrorJson} from './events.js'

export interface ErrorFormat {
  /** Sentences are broken between words to this width; evidence and what is to be pasted never are. Absent: not at all. */
  readonly columns?: number | undefined
}

/** Anything that was thrown as a block of text for people; ends with a newline, has no colours. */
export function formatError(error: unknown, format: ErrorFormat = {}): string {
  return formatErrorJson(errorToJson(error), format)
}

/** The same for an error that is plain JSON already. */
export function formatErrorJson({code, message, detail, causes = [], next = []}: ErrorJson, {columns}: ErrorFormat = {}): string {
  const lines = [broken(`Error: ${message}`, columns)]
  if (code) lines.push(`Code: ${code}`)
  lines.push(...causes.map((cause) => broken(`Cause: ${cause}`, columns)))
  if (detail) lines.push('', indented(detail, '    '))
  if (next.length > 0) lines.push('', 'What to do:', ...next.map((hint) => `  - ${indented(hint, '    ').trimStart()}`))
  return `${lines.join('\n')}\n`
}

/** Anything that was thrown as plain JSON. Fields without content are absent. */
export function errorToJson(error: unknown): ErrorJson {
  const message = messageOf(error) || 'unknown error'
  const causes = causesOf(error, message)
  const known = error instanceof KinaError ? error : undefined
  return {
    ...(known && {code: known.code}),
    ...(known?.node !== undefined && {node: known.node}),
    message,
    ...(known?.detail && {detail: known.detail}),
    ...(causes.length > 0 && {causes}),
    ...(known && known.next.length > 0 && {next: known.next}),
  }
}

/** A long chain says the same again and again; kept is what the message does not contain already. */
function causesOf(error: unknown, message: string): readonly string[] {
  const said = [message]
  for (const cause of walk(error)) {
    const text = messageOf(cause)
    if (text !== '' && !said.some((earlier) => earlier.includes(text))) said.push(text)
  }
  return said.slice(1)
}

/** Causes, and the parts of an AggregateError, depth first. Chains that bite their own tail end at the limit. */
function* walk(error: unknown, depth = 0): Generator<unknown> {
  if (!(error instanceof Error) || depth > 8) return
  const parts: readonly unknown[] = error instanceof AggregateError ? error.errors : []
  for (const part of [...parts, error.cause]) {
    if (part === undefined || part === null) continue
    yield part
    yield* walk(part, depth + 1)
  }
}

/** A word that is longer than a line, such as a path, stays whole. */
function broken(text: string, columns = 0): string {
  return columns < 20 ? text : text.replaceAll(new RegExp(`(?=.{${columns}})(.{1,${columns - 1}}|[^ \\n]+) +`, 'g'), '$1\n')
}

function indented(text: string, by: string): string {
  return text.trimEnd().replaceAll(/^(?=.)/gm, by)
}
