import {imageBuilderConformance, registrationsOf} from 'kina/testing'
import hook from '../src/register.js'

for (const builder of (await registrationsOf(hook)).imageBuilders) imageBuilderConformance(builder, {})
