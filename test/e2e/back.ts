import assert from 'node:assert/strict'
import type {User} from './kina.js'
import {done} from './run.js'

/** Writes an object that has to be there later. */
export async function writeObject(user: User, cluster: string, word: string): Promise<void> {
  await done(user.kubectl(cluster, ['create', 'configmap', `kept-${word}`, `--from-literal=word=${word}`]))
}

/** Fails unless a cluster is what it was: its objects are there, the service `kubernetes` has its control planes' addresses alone, nodes and pods are Ready. */
export async function assertBack(user: User, cluster: string, {words, controlPlanes}: {readonly words: readonly string[]; readonly controlPlanes: readonly string[]}): Promise<void> {
  const {stdout} = await done(user.kubectl(cluster, ['get', 'configmaps', '-o', 'jsonpath={.items[*].data.word}']))
  assert.deepEqual(stdout.split(' ').filter((word) => word !== '').sort(), [...words].sort())
  const {stdout: endpoints} = await done(user.kubectl(cluster, ['get', 'endpointslices', 'kubernetes', '-o', 'jsonpath={.endpoints[*].addresses[*]}']))
  const addresses = await Promise.all(controlPlanes.map((node) => user.place.addressOf(node)))
  assert.deepEqual(endpoints.split(' ').sort(), addresses.sort())
  const {stdout: all} = await done(user.kubectl(cluster, ['get', 'nodes,pods', '-A', '-o', 'json']))
  const {items} = JSON.parse(all) as {items: {kind: string; metadata: {name: string}; status: {conditions: {type: string; status: string}[]}}[]}
  assert.deepEqual(items.filter(({status}) => status.conditions.find(({type}) => type === 'Ready')?.status !== 'True').map(({kind, metadata}) => `${kind} ${metadata.name}`), [])
}
