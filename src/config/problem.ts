/** Where a value stands in a document: keys and list indices from the top. */
export type Path = readonly (string | number)[]

/** Something wrong at a path, before its line is known. */
export interface Finding {
  readonly path: Path
  /** Read after the field's name. */
  readonly message: string
  /** Whether the field's name or its value is to be pointed at. Default: the value. */
  readonly at?: 'key' | 'value'
  /** The field that a misspelled one stands for. */
  readonly meant?: Path
}

/** Something wrong in a config file. */
export interface Problem {
  /** The file as the user named it, `<stdin>` for standard input. */
  readonly path: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** Such as `nodes[0].extraMounts[1].hostPath`; empty when it is about the file itself. */
  readonly field: string
  readonly message: string
}

/** How a path is written in messages; keys that are no plain word stand in quotes. */
export function fieldName(path: Path): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`
    if (!/^[\w-]+$/.test(segment)) return `${text}[${JSON.stringify(segment)}]`
    return text === '' ? segment : `${text}.${segment}`
  }, '')
}

/** Whether both lead to the same place. */
export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((segment, index) => segment === b[index])
}

/** The order in which a reader meets them. */
export function byPosition(a: Problem, b: Problem): number {
  return a.line - b.line || a.column - b.column
}

/** One line for a terminal; editors and terminals make the start clickable. */
export function formatProblem({path, line, column, field, message}: Problem): string {
  return `${path}:${line}:${column}: ${field === '' ? '' : `${field}: `}${message}`
}
