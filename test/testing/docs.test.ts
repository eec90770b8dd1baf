import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'
import type {CniInstaller, Registration} from '../../src/contract/index.js'
import {cniSuite, fakeImageBuilder, fakeRuntime, imageBuilderSuite, runtimeSuite, type Suite} from '../../src/testing/index.js'

const page = await readFile(new URL('../../docs/plugins/testing.md', import.meta.url), 'utf8')
const runtime = fakeRuntime()
const cni: Registration<CniInstaller> = {apiVersion: 1, name: 'x', summary: 'x', load: () => Promise.reject(new Error('not loaded'))}
const suites = {
  'Rules of a runtime': runtimeSuite(runtime.registration, {image: 'i'}),
  'Rules of a CNI': cniSuite(cni),
  'Rules of an image builder': imageBuilderSuite(fakeImageBuilder({runtime}).registration, {store: runtime.registration}),
}

describe('docs/plugins/testing.md', () => {
  for (const [heading, suite] of Object.entries(suites)) {
    it(`${heading}: lists each rule with its reason, in the order of the suite, and no other`, () => {
      const documented = [...rulesUnder('Rules of every registration'), ...rulesUnder(heading)]
      assert.deepEqual(documented, titles(suite))
    })
  }
})

function titles({rules}: Suite): string[] {
  return rules.map(({title}) => title)
}

function rulesUnder(heading: string): string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? assert.fail(`there is no ${heading}`)
  const rows = [...section.matchAll(/^\| (.+?) \| (.+) \|$/gm)].slice(1)
  return rows.map(([, title = '']) => title)
}
