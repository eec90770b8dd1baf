import {registrationsOf, runtimeConformance} from 'kina/testing'
import hook from '../src/register.js'

/** Any image with an init system and the programs of Debian will do; it has to be in the runtime's store. */
const image = process.env['KINA_CONFORMANCE_IMAGE'] ?? 'kina/node:__KUBERNETES__'

for (const runtime of (await registrationsOf(hook)).runtimes) runtimeConformance(runtime, {image, prefix: '__NAME__-conformance', timeoutSeconds: 180})
