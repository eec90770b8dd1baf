/** The Containerfile with this value as the default of every `ARG` of that name. Pure. */
export function withArg(containerfile: string, name: string, value: string): string {
  const quoted = quote(value, `build argument ${name}`)
  return instructions(containerfile)
    .map((text) => {
      if (!/^\s*ARG\s/i.test(text)) return text
      const names = text.trim().replace(/^ARG\s+/i, '')
      if (new RegExp(`^${name}(=.*)?$`, 's').test(names)) return `ARG ${name}=${quoted}`
      if (new RegExp(`(^|\\s)${name}(=|\\s|$)`).test(names)) throw new Error(`the build argument ${name} needs a line "ARG ${name}" of its own in the Containerfile`)
      return text
    })
    .join('\n')
}

/** The Containerfile with these labels at the end of a stage: of the last one unless another is named. Pure. */
export function withLabels(containerfile: string, labels: Readonly<Record<string, string>>, target?: string): string {
  const lines = Object.entries(labels).map(([name, value]) => `LABEL ${name}=${quote(value, `label ${name}`)}`)
  const all = instructions(containerfile.replace(/\n+$/, ''))
  const stages = all.flatMap((text, i) => (/^\s*FROM\s/i.test(text) ? [{i, name: /\sAS\s+(\S+)\s*$/i.exec(text)?.[1]}] : []))
  const found = target === undefined ? stages.length - 1 : stages.findIndex(({name}) => name?.toLowerCase() === target.toLowerCase())
  // A stage that is not there is for the tool to complain of.
  const end = stages[found + 1]?.i ?? all.length
  return `${[...all.slice(0, end), ...lines, ...all.slice(end)].join('\n')}\n`
}

/** Each with the lines that continue it. */
function instructions(containerfile: string): string[] {
  const all: string[] = []
  let open = false
  for (const line of containerfile.split('\n')) {
    if (open) all.push(`${all.pop() ?? ''}\n${line}`)
    else all.push(line)
    open = /\\\s*$/.test(line) && !/^\s*#/.test(line)
  }
  return all
}

function quote(value: string, what: string): string {
  if (/[\u0000-\u001f\u007f]/.test(value)) throw new Error(`the ${what} has a line break or another control character, which a Containerfile cannot hold`)
  return `"${value.replaceAll(/[\\"$]/g, '\\$&')}"`
}
