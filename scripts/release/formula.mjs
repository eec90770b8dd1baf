import {basename} from 'node:path'
import {sha256} from './provenance.mjs'

/** Where npm's registry serves what `npm publish` was given. */
const ADDRESS = 'https://registry.npmjs.org/kina/-/'

/** The Homebrew formula for a tarball of kina: its address and its digest; the rest of the text stays. */
export function releasedFormula(text, tarball) {
  const [url, digest] = [lineOf(text, 'url'), lineOf(text, 'sha256')]
  return text.replace(url.line, url.with(`${ADDRESS}${basename(tarball)}`)).replace(digest.line, digest.with(sha256(tarball)))
}

/** What the formula installs, and its digest. */
export function formulaSource(text) {
  return {url: lineOf(text, 'url').value, sha256: lineOf(text, 'sha256').value}
}

/** Throws unless it is the formula for this tarball: after a change of one of the two, the other would be refused by Homebrew. */
export function refuseOtherFormula(text, tarball) {
  const {url, sha256: digest} = formulaSource(text)
  if (url !== `${ADDRESS}${basename(tarball)}` || digest !== sha256(tarball)) throw new Error(`Formula/kina.rb is for another tarball than ${tarball}: ${url}, ${digest}. Prepare the release again.`)
}

function lineOf(text, field) {
  const found = [...text.matchAll(new RegExp(`^  ${field} "([^"]*)"$`, 'gm'))]
  if (found.length !== 1) throw new Error(`Formula/kina.rb has ${found.length} lines with ${field} "...", not one.`)
  const [[line, value]] = found
  return {line, value, with: (other) => line.replace(value, other)}
}
