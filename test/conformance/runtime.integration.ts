import {runtimeConformance} from '../../src/testing/index.js'
import {allRegistered} from './registered.js'
import {NODE_IMAGE} from '../node-image.js'

/** Any image with an init system and the programs of `debianPrograms` will do. */
const image = process.env['KINA_CONFORMANCE_IMAGE'] ?? NODE_IMAGE
const prefix = process.env['KINA_CONFORMANCE_PREFIX'] ?? 'kina-conformance'

/** Apple's container is looked at on an emulated Mac, in a file of its own. */
for (const runtime of (await allRegistered()).runtimes.filter(({name}) => name !== 'apple')) runtimeConformance(runtime, {image, prefix, timeoutSeconds: 180})
