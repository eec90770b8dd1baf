/** The changelog with what was unreleased under a version and a date, and an empty section above it. Throws when nothing is unreleased. */
export function releasedChangelog(text, version, date) {
  const [head, rest] = split(text)
  const [unreleased, older] = splitAt(rest, /^## /m)
  const sections = unreleased.split(/(?=^### )/m).filter((section) => section.replace(/^### .*$/m, '').trim() !== '')
  if (sections.every((section) => !section.startsWith('### '))) throw new Error('CHANGELOG.md has nothing under "## [Unreleased]": there is nothing to release.')
  return `${head}## [Unreleased]\n\n### Contract\n\n## [${version}] - ${date}\n\n${sections.join('').trim()}\n${older === '' ? '' : `\n${older}`}`
}

function split(text) {
  const [head, rest] = splitAt(text, /^## \[Unreleased\]\n/m)
  if (rest === '') throw new Error('CHANGELOG.md has no "## [Unreleased]".')
  return [head, rest.slice(rest.indexOf('\n') + 1)]
}

function splitAt(text, pattern) {
  const at = text.search(pattern)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at)]
}
