import assert from 'node:assert/strict'
import type {Assumption, RegisterHook} from '../../src/contract/index.js'
import {imageBuilderConformance, registrationsOf, runtimeConformance} from '../../src/testing/index.js'
import {emulatedHost, noEmulatedHost} from './emulated-host.js'
import {NODE_IMAGE} from '../node-image.js'

/** Those among the places that this run is about; others are for the full tier. */
const VERSIONS = [...(process.env['KINA_TEST_PLACES'] ?? 'apple-1.2.2').matchAll(/apple-([^,]+)/g)].map(([, version]) => version!)
/** Guests behind the emulator have the cgroups and the kind of root file system that this machine has. */
const UNSHOWN = ['guest.cgroup', 'guest.root']
const image = process.env['KINA_CONFORMANCE_IMAGE'] ?? NODE_IMAGE
const reason = await noEmulatedHost(image)
const [runtimes, builders] = await Promise.all(['runtime-apple', 'image-containerfile'].map(async (plugin) => registrationsOf(((await import(`../../plugins/${plugin}/src/register.ts`)) as {default: RegisterHook}).default)))
const runtime = runtimes?.runtimes.find(({name}) => name === 'apple')
const builder = builders?.imageBuilders.find(({name}) => name === 'apple')

for (const version of VERSIONS) {
  const title = `on an emulated Mac with container ${version}`
  if (reason !== null || !runtime || !builder) {
    console.log(`skipped: ${title}: ${reason ?? 'apple is not registered'}`)
    describe.skip(title, () => {})
    continue
  }
  describe(title, () => {
    const host = emulatedHost({version}, [image])
    runtimeConformance(runtime, {image, context: host.context, prefix: `kina-mac-${version.replaceAll('.', '')}`, timeoutSeconds: 240})
    imageBuilderConformance(builder, {store: runtime, context: host.context, timeoutSeconds: 240})
    it('what the runtime relies on holds, except what no emulator shows', async () => {
      const [backend, seen] = [await runtime.load(), [] as Assumption[]]
      const mac = await host.mac()
      assert.equal((await mac.run(['builder', 'start'])).code, 0)
      await backend.report?.(host.context(new AbortController().signal), (assumption) => seen.push(assumption))
      assert.deepEqual(seen.filter(({id, holds}) => holds === false && !UNSHOWN.includes(id)), [])
      assert.ok(seen.filter(({holds}) => holds).length > 45, 'most of it was looked at')
      assert.deepEqual(Object.keys(mac.state().containers), [], 'what was made for a look is gone')
    }).timeout(300_000)
    after(() => host.remove())
  })
}
