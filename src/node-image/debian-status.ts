/** One stanza of dpkg's `/var/lib/dpkg/status`. */
export interface DebianPackage {
  readonly name: string
  readonly version: string
  readonly arch: string
  /** Name of the source package. */
  readonly source: string
  /** Alternatives count as all of them: too much is kept rather than too little. */
  readonly depends: readonly string[]
  readonly provides: readonly string[]
  /** As it stands in the file. */
  readonly text: string
}

/** The packages in a status file; what is not installed is left out. Pure. */
export function parseStatus(status: string): readonly DebianPackage[] {
  return status.split(/\n{2,}/).flatMap((text) => {
    const field = (name: string) => new RegExp(`^${name}: (.*(?:\\n[ \\t].*)*)`, 'm').exec(text)?.[1] ?? ''
    if (!field('Status').endsWith(' installed')) return []
    const name = field('Package')
    return [{
      name,
      version: field('Version'),
      arch: field('Architecture'),
      source: field('Source').replace(/ .*/, '') || name,
      depends: [...names(field('Pre-Depends')), ...names(field('Depends'))],
      provides: names(field('Provides')),
      text: text.trim(),
    }]
  })
}

/** The packages of these names and all that they depend on but `without`, which only a wish brings; in the order of the file. Pure. */
export function withDependencies(packages: readonly DebianPackage[], wanted: readonly string[], without: readonly string[] = []): readonly DebianPackage[] {
  const kept = new Set<DebianPackage>()
  const todo = [...wanted]
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    for (const found of packages) {
      if (kept.has(found) || (found.name !== name && !found.provides.includes(name))) continue
      kept.add(found)
      todo.push(...found.depends.filter((one) => !without.includes(one)))
    }
  }
  return packages.filter((one) => kept.has(one))
}

/** Package names of a relation field such as `libc6 (>= 2.36), debconf (>= 0.5) | debconf-2.0`. */
function names(relation: string): string[] {
  return relation.split(/[,|]/).map((one) => one.trim().replace(/[\s:(].*/s, '')).filter((name) => name !== '')
}
