import assert from 'node:assert/strict'
import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {packageRoot} from '../scaffold/written-plugins.js'
import {brokenLinks} from './links.js'

describe('links in the documentation', () => {
  it('lead to what is there', () => {
    const pages = ['.', 'docs', 'docs/plugins', 'docs/runtimes'].flatMap((folder) => readdirSync(join(packageRoot, folder)).filter((name) => name.endsWith('.md')).map((name) => join(packageRoot, folder, name)))
    assert.ok(pages.length > 15, pages.join(' '))
    assert.deepEqual(pages.flatMap((page) => brokenLinks(page).map((link) => `${page.slice(packageRoot.length)}: ${link}`)), [])
  })

  it('would be found out if they did not', () => {
    const page = join(packageRoot, 'docs/runtimes/macos.md')
    const text = '# A `b` c\n[a](#a-b-c) [b](#a-b) [c](nothing.md) [d](macos-troubleshooting.md#the-disk-fills-up) [e](https://example.org/#x) [f](../config.md)'
    assert.deepEqual(brokenLinks(page, text), ['#a-b', 'nothing.md'])
  })
})
