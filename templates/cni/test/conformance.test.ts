import {cniConformance, registrationsOf} from 'kina/testing'
import hook from '../src/register.js'

/** Makes a cluster of two nodes and removes it; says so where there is no runtime for it. */
for (const cni of (await registrationsOf(hook)).cnis) cniConformance(cni)
