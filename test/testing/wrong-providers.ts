import assert from 'node:assert/strict'
import type {Registration} from '../../src/contract/index.js'
import {runSuite, type Suite} from '../../src/testing/index.js'

/** By the title of a rule: the suite over a provider that breaks this rule and none before it. */
export type WrongProviders = Readonly<Record<string, () => Suite>>

/** Every rule finds the provider that breaks it, and the right one holds them all. */
export function describeWrongProviders(kind: string, right: () => Suite, wrong: WrongProviders): void {
  describe(`conformance of ${kind}`, () => {
    it('is what the right fake has', async () => {
      const results = await runSuite(right())
      assert.deepEqual(results.filter(({state}) => state !== 'held'), [])
    })

    it('has a wrong provider for each rule', () => {
      assert.deepEqual(Object.keys(wrong).sort(), right().rules.map(({title}) => title).sort())
    })

    for (const [title, suite] of Object.entries(wrong)) {
      it(`finds who breaks: ${title}`, async () => {
        const first = (await runSuite(suite(), {bail: true})).find(({state}) => state === 'broken')
        assert.ok(first?.state === 'broken', 'no rule is broken')
        assert.equal(first.title, title, first.error.message)
        assert.ok(first.error.message.startsWith(`rule "${title}" is broken: `), first.error.message)
      })
    }
  })
}

/** Registrations that core would refuse, or that would mislead users; for every kind of provider. */
export function wrongRegistrations<P extends object>(suiteWith: (change: (right: Registration<P>) => Registration<P>) => Suite): WrongProviders {
  const changed = (part: Partial<Record<keyof Registration<P>, unknown>>) => () => suiteWith((right) => ({...right, ...part}) as Registration<P>)
  return {
    'apiVersion is the contract of this kina': changed({apiVersion: 2}),
    'name has lower case letters, digits and dashes': changed({name: 'My Provider'}),
    'summary is one line': changed({summary: 'one line\nand another'}),
    'options are a JSON schema (draft 7) that refuses what it does not know': changed({options: {type: 'object', properties: {mtu: {type: 'integer'}}}}),
    'load gives the members of the contract, and no others': () => suiteWith((right) => ({...right, load: async () => ({...(await right.load()), plcae: () => {}})})),
  }
}
