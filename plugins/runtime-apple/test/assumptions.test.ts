import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'
import {ASSUMPTIONS} from '../src/assumptions/all.js'
import {LOOKS, reportApple} from '../src/report.js'
import type {Assumption} from '../../../src/contract/index.js'
import {changes, fakeMac} from './mac.js'
import {list, SERVICE_DOWN} from './recorded.js'

const page = await readFile(new URL('../../../docs/runtimes/apple-contract.md', import.meta.url), 'utf8')

describe('what apple relies on', () => {
  it('has a name once, a sentence, and a command', () => {
    assert.equal(new Set(ASSUMPTIONS.map(({id}) => id)).size, ASSUMPTIONS.length)
    for (const {id, text, check} of ASSUMPTIONS) assert.ok(/^[a-z]+\.[a-z0-9-]+$/.test(id) && text.endsWith('.') && check.length > 0, id)
  })

  it('stands on the page, in this order and with these words, each with where it comes from', () => {
    const listed = [...page.matchAll(/^\* \*\*`([^`]+)`\*\* (.+)\n {2}From: (.+)\. Look:\n\n {2}```sh\n {2}(.+)\n {2}```$/gm)].map(([, id, text, from, check]) => ({id, text, from, check}))
    assert.deepEqual(listed.map(({id, text, check}) => ({id, text, check})), ASSUMPTIONS.map(({id, text, check}) => ({id, text, check})))
    for (const {id, from} of listed) assert.match(from ?? '', /\[(S|T|I|3P)\]/, id)
  })

  it('is looked at, all of it', () => assert.deepEqual(Object.keys(LOOKS).sort(), ASSUMPTIONS.map(({id}) => id).sort()))
})

describe('report of apple', () => {
  it('hands everything over once, also on a Mac that lacks an image for a look, and says why', async () => {
    const [handed, ctx] = [[] as Assumption[], fakeMac({'container image list': list()})]
    await reportApple(ctx, (assumption) => handed.push(assumption))
    assert.deepEqual(handed.map(({id}) => id).sort(), ASSUMPTIONS.map(({id}) => id).sort())
    const by = new Map(handed.map((assumption) => [assumption.id, assumption]))
    assert.equal(by.get('mac.silicon')?.holds, true)
    assert.equal(by.get('cli.version')?.holds, true)
    assert.deepEqual([by.get('exec.exit-code')?.holds, by.get('exec.exit-code')?.seen], [null, 'there is no image with a shell for a look: container image pull --platform linux/arm64 alpine'])
  })

  it('without the service it says what can be said, and makes nothing', async () => {
    const down = {exitCode: 1, stderr: SERVICE_DOWN}
    const handed: Assumption[] = []
    const ctx = fakeMac({'container list': down, 'container image': down, 'container network': down, 'container volume': down})
    await reportApple(ctx, (assumption) => handed.push(assumption))
    assert.equal(handed.length, ASSUMPTIONS.length)
    assert.match(handed.find(({id}) => id === 'run.detach')?.seen ?? '', /XPC connection error/)
    assert.ok(!changes(ctx).some((line) => /^container (run|create) /.test(line)))
  })
})
