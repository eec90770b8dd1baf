import assert from 'node:assert/strict'
import {bounded, isOutOfTime} from '../../src/plugin-guard/bounded.js'
import {currentCall, inCall} from '../../src/plugin-guard/current-call.js'

const CALL = {plugin: 'kina-x', installed: true}
const OTHER = {plugin: 'kina-y', installed: true}

describe('bounded', () => {
  it('gives what the function gives, and throws what it throws', () => {
    assert.equal(bounded(1000, () => 5), 5)
    assert.throws(() => bounded(1000, () => { throw new Error('boom') }), /boom/)
  })

  it('ends what never would', () => {
    assert.throws(() => bounded(50, () => { for (;;); }), isOutOfTime)
    assert.throws(() => bounded(50, () => { try { for (;;); } finally { for (;;); } }), isOutOfTime)
  })

  it('leaves the call that was stopped, whatever the call was before', async () => {
    assert.throws(() => bounded(50, () => inCall(CALL, () => { for (;;); })), isOutOfTime)
    assert.equal(currentCall(), undefined)
    await null
    assert.equal(currentCall(), undefined)
    inCall(OTHER, () => {
      assert.throws(() => bounded(50, () => inCall(CALL, () => { for (;;); })), isOutOfTime)
      assert.equal(currentCall(), OTHER)
    })
  })

  it('keeps the call it is in', () => inCall(CALL, () => assert.deepEqual(bounded(1000, currentCall), CALL)))
})
