import assert from 'node:assert/strict'
import {readdir} from 'node:fs/promises'
import {withProvider} from '../../src/plugin-packages/offer.js'
import {askOnTerminal} from '../../src/plugin-packages/offer-on-terminal.js'
import {withApp} from '../cluster/test-app.js'
import {quietStep, testHost, type TestHost} from './fixture.js'

describe('a provider that is asked for and not there', () => {
  let host: TestHost
  before(async () => void (host = await testHost({firstParty: {'kina-cni-own': 'plugins/own', 'kina-cni-ptp': 'plugins/cni-ptp'}})))
  after(() => host.leave())

  it('is asked about when a package of kina’s own has it, and only then', () => withApp({}, async (app) => {
    const questions: string[] = []
    const ask = async (question: string) => {
      questions.push(question)
      return false
    }
    const offer = (kind: 'cni' | 'runtime', name: string) => withProvider(app, kind, name, {host, ask, step: quietStep})
    assert.equal(await offer('cni', 'own'), app)
    assert.deepEqual(questions, ['The cni own is in the plugin kina-cni-own, which is not installed. Install it now?'])
    // A stranger's package, one of another kind, and one that is there but does not register what its name says.
    for (const [kind, name] of [['cni', 'strange'], ['runtime', 'own'], ['cni', 'ptp']] as const) assert.equal(await offer(kind, name), app)
    assert.equal(questions.length, 1)
    assert.deepEqual(await readdir(host.dataRoot), [])
  }))

  it('is not asked about where nobody can answer', () => {
    const terminal = {isTTY: true} as NodeJS.ReadStream & NodeJS.WriteStream
    const pipe = {isTTY: false} as NodeJS.ReadStream & NodeJS.WriteStream
    const choices = {json: false, env: {}, input: terminal, output: terminal, signal: host.signal}
    assert.equal(typeof askOnTerminal(choices), 'function')
    assert.equal(typeof askOnTerminal({...choices, env: {CI: 'false'}}), 'function')
    for (const change of [{json: true}, {env: {CI: '1'}}, {env: {TERM: 'dumb'}}, {input: pipe}, {output: pipe}]) assert.equal(askOnTerminal({...choices, ...change}), undefined, Object.keys(change)[0])
  })
})
