import assert from 'node:assert/strict'
import type {Registration, RuntimeBackend} from '../../src/contract/index.js'
import {makeRegistry} from '../../src/registry/registry.js'
import {selectRuntime} from '../../src/registry/select-runtime.js'
import {fakeContext, fakeRuntime} from '../../src/testing/index.js'

const away = {available: false, reason: 'not here'} as const
const runtime = (name: string, probe?: typeof away): Registration<RuntimeBackend> => ({apiVersion: 1, name, summary: 'x', load: async () => fakeRuntime(probe && {probe}).backend})

async function choose(runtimes: Registration<RuntimeBackend>[], wanted?: string) {
  const registry = makeRegistry([{plugin: 'p', bundled: true, runtimes, cnis: [], imageBuilders: []}])
  const said: string[] = []
  const {name} = await selectRuntime(registry, () => fakeContext(), {wanted, preference: ['second', 'first'], say: (text) => void said.push(text)})
  return {name, said}
}

describe('the runtime', () => {
  it('is the first available in the order of preference, then by name, and that is said', async () => {
    assert.deepEqual(await choose([runtime('b'), runtime('first')]), {name: 'first', said: ['Runtime first, the first to be tried here; --runtime chooses another']})
    const all = [runtime('b'), runtime('a'), runtime('first'), runtime('second', away)]
    assert.deepEqual(await choose(all), {name: 'first', said: ['Runtime first, as second cannot be had here; --runtime chooses another']})
  })

  it('is the one that was asked for, or the only one, without a word', async () => {
    assert.deepEqual(await choose([runtime('a'), runtime('b')], 'b'), {name: 'b', said: []})
    assert.deepEqual(await choose([runtime('a')]), {name: 'a', said: []})
  })

  it('is not another than the one that was asked for', async () => {
    await assert.rejects(choose([runtime('a'), runtime('b', away)], 'b'), {code: 'E_RUNTIME_UNAVAILABLE', detail: 'b: not here'})
  })
})
