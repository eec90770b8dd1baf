/** What Go wrote into a program about its making. */
export interface GoBuildInfo {
  /** Such as `go1.26.0`. */
  readonly go: string
  /** Import path of the program's package. */
  readonly path: string
  /** Modules in it, those that replaced others in their place. */
  readonly modules: readonly GoModule[]
}

export interface GoModule {
  readonly path: string
  readonly version: string
  /** As in go.sum: `h1:` and the sum in base64. Empty for what lay in a directory of the builder's. */
  readonly sum: string
}

const MAGIC = '\xff Go buildinf:'
/** Where the texts begin; and the flag that they follow each other here, which Go writes since 1.18. */
const HEADER = 32
const INLINE = 2
/** Around the list of modules, so that it can be found in a running program. */
const FRAME = 16

/** Reads the section `.go.buildinfo` of a program, from its beginning; null when it is none. Pure. */
export function readGoBuildInfo(section: Buffer): GoBuildInfo | null {
  if (section.toString('latin1', 0, MAGIC.length) !== MAGIC || ((section[15] ?? 0) & INLINE) === 0) return null
  const [go, next] = text(section, HEADER)
  const [framed] = text(section, next)
  const lines = framed.toString('utf8', FRAME, framed.length - FRAME).split('\n').map((line) => line.split('\t'))
  const modules: GoModule[] = []
  for (const [word, path = '', version = '', sum = ''] of lines) {
    if (word === '=>') modules.pop()
    if (word === 'mod' || word === 'dep' || word === '=>') modules.push({path, version, sum})
  }
  return {go: go.toString('utf8'), path: lines.find(([word]) => word === 'path')?.[1] ?? '', modules}
}

/** A text with its length before it, and where the next one begins. */
function text(section: Buffer, start: number): [Buffer, number] {
  let [length, at, shift] = [0, start, 0]
  for (let byte = 0x80; byte >= 0x80; shift += 7) {
    byte = section[at++] ?? 0
    length += (byte & 0x7f) * 2 ** shift
  }
  return [section.subarray(at, at + length), at + length]
}
