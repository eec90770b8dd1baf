import assert from 'node:assert/strict'
import {withoutPods} from '../../src/cluster/without-pods.js'
import type {ClusterContext} from '../../src/contract/index.js'

const controlled = {metadata: {namespace: 'a', name: 'replaced', ownerReferences: [{controller: true}]}, spec: {}}
const alone = {metadata: {namespace: 'a', name: 'alone'}, spec: {}}
const onHost = {metadata: {namespace: 'a', name: 'host', ownerReferences: [{controller: true}]}, spec: {hostNetwork: true}}

/** What kubectl was asked to change, in a cluster where these nodes take pods. */
async function changes(schedulable: string, work: () => Promise<void>): Promise<string[]> {
  const asked: string[] = []
  const kubectl = async (args: readonly string[]) => {
    if (args[0] === 'get') return {stdout: args[1] === 'nodes' ? schedulable : JSON.stringify({items: [controlled, alone, onHost]})}
    asked.push(args.filter((arg) => !arg.startsWith('--')).join(' '))
    return {stdout: ''}
  }
  const cluster = {kubectl, signal: new AbortController().signal} as unknown as ClusterContext
  await withoutPods(cluster, async () => cluster, work).catch((error: Error) => asked.push(error.message))
  return asked
}

describe('work without pods', () => {
  it('ends pods that are made anew, and gives back only the nodes that it took', async () => {
    assert.deepEqual(await changes('one two', async () => {}), ['cordon one two', 'a delete pods replaced', 'uncordon one two'])
    assert.deepEqual(await changes('', async () => {}), ['a delete pods replaced'])
  })

  it('gives nodes back when it fails', async () => {
    assert.deepEqual(await changes('one', () => Promise.reject(new Error('no'))), ['cordon one', 'a delete pods replaced', 'uncordon one', 'no'])
  })
})
