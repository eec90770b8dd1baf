import type {RegisterHook} from '../../src/contract/index.js'
import {imageBuilderConformance, registrationsOf, runtimeConformance} from '../../src/testing/index.js'
import {emulatedHost, noEmulatedHost} from './emulated-host.js'

/** Without and with flags against masked paths. */
const VERSIONS = ['1.1.0', '1.2.2'] as const
const image = process.env['KINA_CONFORMANCE_IMAGE'] ?? 'kina/node:v1.31.0'
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
    after(() => host.remove())
  })
}
