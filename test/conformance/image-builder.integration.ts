import assert from 'node:assert/strict'
import {imageBuilderConformance} from '../../src/testing/index.js'
import {allRegistered} from './registered.js'
import {workingContainers} from './working-containers.js'

/** By the builder's name. */
const EXEMPT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  docker: {'the image is of the architecture that the recipe names': "Docker's classic builder gives what is FROM scratch the architecture of the host, whatever --platform says"},
}
const {imageBuilders, runtimes} = await allRegistered()

// Apple's container is looked at on an emulated Mac, in a file of its own.
for (const builder of imageBuilders.filter(({name}) => name !== 'apple')) {
  const {imageStore} = await builder.load()
  const stores = await Promise.all(runtimes.map(async (runtime) => ((await runtime.load()).imageStore === imageStore ? [runtime] : [])))
  const [store] = stores.flat()
  assert.ok(store, `no runtime has the image store of ${builder.name}`)
  describe(`image builds with ${builder.name}`, () => {
    let were: string[]
    if (builder.name === 'podman') {
      before(async function () {
        were = await workingContainers().catch(() => this.skip())
      })
    }
    imageBuilderConformance(builder, {store, exempt: EXEMPT[builder.name] ?? {}})

    // A suite of its own: those come after the tests of the suite that they are in.
    if (builder.name === 'podman') describe('afterwards', () => it('no container that was built in is left, of aborted ones neither', async () => assert.deepEqual(await workingContainers(), were)))
  })
}
