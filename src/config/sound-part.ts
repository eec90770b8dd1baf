import type {Path} from './problem.js'

/** A document without what is wrong in it. */
export interface SoundPart {
  readonly value: unknown
  /** The path in the whole document of a path in this part: items that were taken out of a list have moved the ones behind them. */
  origin(path: Path): Path
}

/** Copies a document without the values at these paths. */
export function soundPart(document: unknown, without: readonly Path[]): SoundPart {
  const gone = new Set(without.map(path => JSON.stringify(path)))
  const indices = new WeakMap<object, readonly number[]>()
  const value = copy(document, [], gone, indices)
  return {
    value,
    origin: path => {
      let here: unknown = value
      return path.map(segment => {
        const step = Array.isArray(here) ? (indices.get(here)?.[Number(segment)] ?? segment) : segment
        here = typeof here === 'object' && here !== null ? (here as Record<string | number, unknown>)[segment] : undefined
        return step
      })
    },
  }
}

function copy(value: unknown, path: Path, gone: ReadonlySet<string>, indices: WeakMap<object, readonly number[]>): unknown {
  if (typeof value !== 'object' || value === null) return value
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
  const kept = keys.filter(key => !gone.has(JSON.stringify([...path, key])))
  const children = kept.map(key => [key, copy((value as Record<string | number, unknown>)[key], [...path, key], gone, indices)] as const)
  if (!Array.isArray(value)) return Object.fromEntries(children)
  const list = children.map(([, child]) => child)
  indices.set(list, kept as number[])
  return list
}
