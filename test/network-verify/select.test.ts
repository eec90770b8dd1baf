import assert from 'node:assert/strict'
import {NETWORK_CHECKS} from '../../src/network-verify/checks.js'
import {selectChecks} from '../../src/network-verify/select.js'

const ids = (only: string[], agentRestart = false) => {
  const {checks, alone} = selectChecks({only, agentRestart})
  return [...checks, ...alone].map(({id}) => id)
}

describe('the checks that are wanted', () => {
  it('are all but the one that disturbs others, each with an id of its own', () => {
    const all = ids([])
    assert.deepEqual(all, NETWORK_CHECKS.map(({id}) => id))
    assert.equal(new Set(all).size, all.length)
    assert.ok(!all.includes('agent-restart'))
    assert.equal(ids([], true).at(-1), 'agent-restart')
  })

  it('are those named, by id or by what several begin with, in their own order', () => {
    assert.deepEqual(ids(['dns', 'hairpin']), ['hairpin', 'dns-udp', 'dns-tcp'])
    assert.deepEqual(ids(['pod-pod-same-node-tcp,egress']), ['pod-pod-same-node-tcp', 'egress'])
    assert.deepEqual(ids(['agent-restart']), ['agent-restart'])
    assert.deepEqual(ids(['pod-node']), ['pod-node'])
  })

  it('are not those of a name that there is none of', () => {
    assert.throws(() => ids(['harpin']), {code: 'E_CONFIG_INVALID', exit: 2, message: '--only harpin: there is no such check. Did you mean hairpin?'})
    assert.throws(() => ids(['pod-pod-same-nod']), {code: 'E_CONFIG_INVALID'})
  })
})
