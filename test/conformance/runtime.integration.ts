import type {RegisterHook, Registration, RuntimeBackend} from '../../src/contract/index.js'
import hook from '../../plugins/runtime-oci/src/register.js'
import {runtimeConformance} from '../../src/testing/index.js'

/** Any image with an init system and the programs of `debianPrograms` will do. */
const image = process.env['KINA_CONFORMANCE_IMAGE'] ?? 'kina/node:v1.31.0'
const prefix = process.env['KINA_CONFORMANCE_PREFIX'] ?? 'kina-conformance'

for (const runtime of registered(hook)) runtimeConformance(runtime, {image, prefix, timeoutSeconds: 180})

function registered(register: RegisterHook): Registration<RuntimeBackend>[] {
  const runtimes: Registration<RuntimeBackend>[] = []
  void register({register: {runtime: (registration) => void runtimes.push(registration), cni: () => {}, imageBuilder: () => {}}})
  return runtimes
}
