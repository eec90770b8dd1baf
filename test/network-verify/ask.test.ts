import assert from 'node:assert/strict'
import type {ExecResult} from '../../src/contract/index.js'
import {ask} from '../../src/network-verify/ask.js'
import type {Place} from '../../src/network-verify/place.js'

const BUSY = 'error: Internal error occurred: error executing command in container: failed to exec in container: failed to load task: context deadline exceeded\n'

describe('questions from a place', () => {
  it('are asked again when no program was started for them', async () => {
    const from = saying({exitCode: 1, stdout: '', stderr: BUSY}, {exitCode: 0, stdout: '0\tyes\there\n', stderr: ''})
    assert.deepEqual([await ask(from.place, ['q']), from.left()], [[{good: true, said: 'here'}], 0])
  })

  it('have no answer when none is started after all, with the reason', async () => {
    const from = saying(...Array.from({length: 9}, () => ({exitCode: 1, stdout: '', stderr: BUSY})))
    const [answer] = await ask(from.place, ['q'])
    assert.deepEqual([answer?.good, answer?.said, from.left()], [false, BUSY.trim(), 5])
  })

  it('are asked once when the program has ended badly', async () => {
    const from = saying({exitCode: 255, stdout: '', stderr: 'no perl\n'}, {exitCode: 0, stdout: '0\tyes\there\n', stderr: ''})
    assert.deepEqual([await ask(from.place, ['q']), from.left()], [[{good: false, said: 'no perl'}], 1])
  })
})

function saying(...results: ExecResult[]): {place: Place; left: () => number} {
  const place: Place = {kind: 'pod', name: 'away-1', node: 'dev-worker', ip: '10.244.1.2', exec: async () => results.shift()!}
  return {place, left: () => results.length}
}
