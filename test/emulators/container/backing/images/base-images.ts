/** One instruction of a Containerfile, with its lines as they were. */
interface Instruction {
  readonly text: string
  readonly word: string
}

/**
 * Names every image that a Containerfile begins from or copies from by what `idOf` says, so that Podman looks for none by name. Stages and
 * `scratch` stay. Pure.
 */
export function pinBases(containerfile: string, args: Readonly<Record<string, string>>, idOf: (reference: string) => string): string {
  const stages = new Set<string>(['scratch'])
  const values: Record<string, string> = {}
  let begun = false
  const pinned = instructionsOf(containerfile).map(({text, word}) => {
    if (word === 'ARG' && !begun) Object.assign(values, argOf(text, args, values))
    if (word === 'FROM') {
      begun = true
      return pinFrom(text)
    }
    if (word === 'COPY') return text.replace(/(--from=)(\S+)/, (_, flag: string, from: string) => flag + (isStage(from) ? from : idOf(substitute(from, values))))
    return text
  })
  return pinned.join('\n')

  function pinFrom(text: string): string {
    const parts = /^(\s*FROM\s+(?:--\S+\s+)*)(\S+)(?:\s+AS\s+(\S+))?/i.exec(text)
    if (parts === null) return text
    const [all, before = '', image = '', stage] = parts
    const name = substitute(image, values)
    const from = isStage(name) ? name : idOf(name)
    if (stage !== undefined) stages.add(stage.toLowerCase())
    return `${before}${from}${stage === undefined ? '' : ` AS ${stage}`}${text.slice(all.length)}`
  }

  function isStage(name: string): boolean {
    return stages.has(name.toLowerCase()) || /^\d+$/.test(name)
  }
}

/** A line that ends with a backslash goes on; comments between are part of what they stand in. */
function instructionsOf(text: string): Instruction[] {
  const instructions: Instruction[] = []
  let open: string[] = []
  for (const line of text.split('\n')) {
    const comment = /^\s*(#|$)/.test(line)
    open.push(line)
    if (/\\\s*$/.test(line) || (comment && open.length > 1)) continue
    const whole = open.join('\n')
    instructions.push({text: whole, word: /^\s*([A-Za-z]+)\s/.exec(whole)?.[1]?.toUpperCase() ?? ''})
    open = []
  }
  return open.length > 0 ? [...instructions, {text: open.join('\n'), word: ''}] : instructions
}

function argOf(text: string, args: Readonly<Record<string, string>>, values: Readonly<Record<string, string>>): Record<string, string> {
  const [, name = '', standard = ''] = /^\s*ARG\s+([A-Za-z_]\w*)(?:=(.*))?/i.exec(text) ?? []
  return {[name]: args[name] ?? substitute(standard.trim().replace(/^(["'])(.*)\1$/, '$2'), values)}
}

/** `$A`, `${A}`, `${A:-other}`, `${A:+other}`. */
function substitute(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:(\w+)|\{(\w+)(?::([-+])([^}]*))?\})/g, (_, bare?: string, braced?: string, sign?: string, other = '') => {
    const value = values[bare ?? braced ?? ''] ?? ''
    if (sign === '-') return value || other
    return sign === '+' ? (value ? other : '') : value
  })
}
