import assert from 'node:assert/strict'
import {verificationText} from '../../src/report/verification-text.js'

describe('a verification as text', () => {
  const base = {ref: 'some/node:1', id: 'x', arch: 'amd64', runtime: 'fake', own: true, kubernetes: 'v1.31.0', good: true}
  const ok = {id: 'a', title: 'A', status: 'ok', seen: 'well'} as const
  const note = {id: 'b', title: 'A longer one', status: 'note', seen: 'nearly'} as const
  const failed = {id: 'c', title: 'C', status: 'failed', seen: 'not\nat all'} as const

  it('has one line a check, and counts', () => {
    assert.equal(verificationText({...base, checks: [ok, note]}), 'ok      A             well\nnote    A longer one  nearly\n\nsome/node:1, Kubernetes v1.31.0: all 2 checks passed, 1 with a note.')
    assert.equal(verificationText({...base, good: false, own: false, kubernetes: null, checks: [ok, failed]}), 'ok      A  well\nfailed  C  not at all\n\nsome/node:1, not built by kina: 1 of 2 checks failed.')
  })
})
