import assert from 'node:assert/strict'
import {bundledProviders} from '../../src/testing/index.js'

describe('bundledProviders', () => {
  it('are those of kina itself, as they were registered', async () => {
    const {runtimes, cnis, imageBuilders} = await bundledProviders()
    assert.deepEqual(cnis.map(({name}) => name), ['from-image', 'ptp'])
    assert.ok(runtimes.some(({name}) => name === 'podman'))
    assert.ok(imageBuilders.some(({name}) => name === 'podman'))
    assert.equal((await runtimes.find(({name}) => name === 'podman')!.load()).imageStore, 'podman')
  })
})
