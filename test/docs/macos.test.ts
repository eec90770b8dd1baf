import assert from 'node:assert/strict'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {loadClusterConfig} from '../../src/config/load.js'
import {checks, cwd} from '../config/checks.js'
import {packageRoot} from '../scaffold/written-plugins.js'

const folder = join(packageRoot, 'docs/runtimes')
const page = (name: string) => readFileSync(join(folder, name), 'utf8')

describe('docs/runtimes', () => {
  it('has each page in the overview', () => {
    const overview = readFileSync(join(packageRoot, 'docs/runtimes.md'), 'utf8')
    assert.deepEqual(readdirSync(folder).filter((name) => !overview.includes(`(runtimes/${name})`)), [])
  })
})

describe('docs/runtimes/macos.md', () => {
  const examples = [...page('macos.md').matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text = '']) => text)

  it('has config files that load', async () => {
    assert.ok(examples.length >= 3)
    for (const [index, text] of examples.entries()) await loadClusterConfig({path: `example ${index + 1}`, text, cwd}, checks)
  })
})

describe('docs/runtimes/macos-troubleshooting.md', () => {
  const sections = page('macos-troubleshooting.md').split(/^### /m).slice(1).map((section) => section.split(/^## /m)[0] ?? '')

  it('has more than a heading for each symptom', () => {
    assert.ok(sections.length >= 25)
    assert.deepEqual(sections.filter((section) => section.split('\n').slice(1).join(' ').trim().length < 60).map((section) => section.split('\n')[0]), [])
  })

  it('names each symptom once', () => {
    const headings = sections.map((section) => section.split('\n')[0] ?? '')
    assert.deepEqual(headings, [...new Set(headings)])
  })
})
