import assert from 'node:assert/strict'
import {requireRunning} from '../../src/cluster/require-running.js'
import type {FoundCluster} from '../../src/cluster/find.js'
import type {KinaError} from '../../src/errors.js'

/** What is said of a cluster with these nodes. */
function advice(nodes: readonly {readonly name: string; readonly role: string; readonly running: boolean}[]): readonly string[] {
  try {
    requireRunning({name: 'dev', nodes: nodes as unknown as FoundCluster['nodes']})
    return []
  } catch (error) {
    return (error as KinaError).next
  }
}

describe('nodes that have to run', () => {
  const plane = {name: 'dev-control-plane', role: 'control-plane', running: true}
  const worker = {name: 'dev-worker', role: 'worker', running: false}

  it('are started, or removed where a control plane runs that can do so', () => {
    assert.deepEqual(advice([plane, {...worker, running: true}]), [])
    assert.deepEqual(advice([plane, worker]), ['kina cluster start dev', 'Or, if it is not to come back: kina node remove dev dev-worker'])
    assert.deepEqual(advice([{...plane, running: false}, worker]), ['kina cluster start dev'])
  })
})
