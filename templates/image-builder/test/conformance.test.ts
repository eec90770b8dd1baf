import {bundledProviders, imageBuilderConformance, registrationsOf} from 'kina/testing'
import hook from '../src/register.js'

/** A runtime with the builder's image store: through it the suite looks at what was built. */
const store = (await bundledProviders()).runtimes.find(({name}) => name === 'podman')
if (!store) throw new Error('this kina has no runtime podman')

for (const builder of (await registrationsOf(hook)).imageBuilders) imageBuilderConformance(builder, {store, prefix: 'kina/__NAME__-conformance'})
