// test/full/SUMMARY.md: a section a tier, each as it ended when that tier last ran.
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {TIERS} from './tiers.mjs'

const TITLE = '# What npm run test:full last said, tier by tier\n'

/** Puts what came of a tier in the place of what came of it before. */
export function summarize(file, tier, {passed, failed, skipped, titles}) {
  const sections = existsSync(file) ? sectionsOf(readFileSync(file, 'utf8')) : {}
  const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
  const when = `${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}, ${process.platform} ${process.arch}`
  sections[tier] = `${when}: ${counts}\n\n${titles.map((title) => `- ${title}`).join('\n')}\n`
  const present = Object.keys(TIERS).filter((name) => sections[name] !== undefined)
  writeFileSync(file, [TITLE, ...present.map((name) => `## ${name}\n\n${sections[name]}`)].join('\n'))
}

function sectionsOf(text) {
  return Object.fromEntries(text.split(/^## /m).slice(1).map((section) => [section.slice(0, section.indexOf('\n')), `${section.slice(section.indexOf('\n')).trim()}\n`]))
}
