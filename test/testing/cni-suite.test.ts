import assert from 'node:assert/strict'
import type {CniInstaller, Registration} from '../../src/contract/index.js'
import {cniSuite, runSuite} from '../../src/testing/index.js'
import {fakeNetwork} from './fake-network.js'

const load = async (): Promise<CniInstaller> => ({
  needs: () => ({replacesKubeProxy: false, kernel: [], images: []}),
  place: async () => {},
  install: async () => {},
  ready: async () => ({met: true}),
})
const registration: Registration<CniInstaller> = {apiVersion: 1, name: 'fake', summary: 'A network in memory', load}

describe('the suite of a CNI, on a cluster that it is given', () => {
  it('leaves no test pods there, also after a broken rule', async () => {
    const {cluster, asked} = fakeNetwork({largest: 1400})
    const results = await runSuite(cniSuite(registration, {cluster: async () => cluster}))
    assert.deepEqual(results.filter(({state}) => state === 'broken').map(({title}) => title), ['a mebibyte travels between nodes'])
    const [created, deleted] = ['create -f', 'delete namespace'].map((what) => asked.filter((line) => line.startsWith(what)).length)
    assert.equal(created, 2)
    assert.equal(deleted, 2)
  })

  it('says what a single node, and a harness without more, leave unchecked', async () => {
    const results = await runSuite(cniSuite(registration, {cluster: async () => fakeNetwork({nodes: ['n1']}).cluster}))
    const reasons = results.flatMap((result) => (result.state === 'skipped' ? [result.reason] : []))
    assert.deepEqual([...new Set(reasons)], ['the harness offers no cluster on which neither place nor install was called', 'the cluster has a single node', 'the harness names nothing outside', 'it does not say whether it enforces NetworkPolicy'])
    assert.deepEqual(results.filter(({state}) => state === 'broken'), [])
  })

  it('holds a CNI to its word that it enforces no policy', async () => {
    const says: Registration<CniInstaller> = {...registration, load: async () => ({...(await load()), needs: () => ({replacesKubeProxy: false, kernel: [], images: [], networkPolicy: false})})}
    const stateOver = async (lawless: boolean) => {
      const {rules, ...suite} = cniSuite(says, {cluster: async () => fakeNetwork({lawless}).cluster, seconds: {request: 0.05}})
      const [result] = await runSuite({...suite, rules: rules.filter(({title}) => title.startsWith('a policy '))})
      return result?.state === 'broken' ? result.error.message.replace(/^.* is broken: /, '') : result?.state
    }
    assert.equal(await stateOver(true), 'held')
    assert.match((await stateOver(false)) ?? '', /^needs says that NetworkPolicy is not enforced, but .* connection timed out/)
  })
})
